import { makeDataset } from '../data/dataset.ts';
import type { SpokenTurn } from './protocol.ts';

/** In one pair of turns of so many the last word is in the final transcript alone. */
const LATE_WORD = 4;

/** What the user says: one thing after the other, none of them twice, each about one of the items of the memory, in pairs alike. */
export function spokenTurns(count: number, items: number): SpokenTurn[] {
  return makeDataset({ size: items, queries: count, vectors: false }).queries.map(({ text }, i) => {
    // a turn is found by what it is about, and none is answered from what was asked before
    const words = `what about ${text} ${i}`.split(' ');
    const partials = words.map((_, n) => words.slice(0, n + 1).join(' '));
    return { partials: Math.floor(i / 2) % LATE_WORD === LATE_WORD - 1 ? partials.slice(0, -1) : partials, transcript: words.join(' ') };
  });
}
