import type { Changed, Said } from './said.ts';
import { KIND_TERMS } from './values.ts';

/** A word that the lines share counts so much more than one that only an answer to them has. */
const OWN_WORD = 2;
const ANSWERED_WORD = 1;
const SAME_KIND = 1.5;
/** What a line gains by being near; half as much so many turns later. */
const NEARNESS = 2;
const NEAR = 10;

interface Change {
  readonly of: Said;
  readonly kinds: readonly Changed[];
  readonly closeness: number;
}

/**
 * Notes that `line` changed the value of an earlier one: "we'll be six" after "a table for four". With `openly` its wording
 * says that it changes something; without, words and kind of value have to be shared. True when there was such a line.
 */
export function noteChange(line: Said, earlier: readonly Said[], openly: boolean): boolean {
  let best: Change | null = null;
  for (const other of earlier) {
    const change = changeOf(line, other, openly);
    if (change && (best === null || change.closeness > best.closeness)) best = change;
  }
  if (!best) return false;
  for (const kind of best.kinds) {
    const root = best.of.changed.get(kind) ?? best.of;
    const changes = root.changedBy.get(kind);
    const last = changes?.at(-1);
    if (last) setStale(last);
    else if (openly) setStale(root);
    if (changes) changes.push(line);
    else root.changedBy.set(kind, [line]);
    line.changed.set(kind, root);
  }
  return true;
}

/** Takes a line's changes back: what held before it holds again. */
export function undoChanges(line: Said): void {
  for (const [kind, root] of line.changed) {
    const changes = root.changedBy.get(kind)?.filter((each) => each !== line) ?? [];
    if (changes.length > 0) root.changedBy.set(kind, changes);
    else root.changedBy.delete(kind);
    (changes.at(-1) ?? root).stale = false;
  }
}

/** A line that told more than what was changed still tells the rest. */
function setStale(line: Said): void {
  const left = [...line.values.keys()].filter((kind) => kind !== 'name' && !line.changedBy.has(kind));
  if (line.values.size > 0 && left.length <= 1) line.stale = true;
}

function changeOf(line: Said, other: Said, openly: boolean): Change | null {
  const kinds = [...line.values].flatMap(([kind, values]): Changed[] => {
    const before = other.values.get(kind);
    return before && kind !== 'name' && !isWithin(values, before) ? [kind] : [];
  });
  const shared = sharedBy(line.terms, other.terms);
  if (kinds.length === 0) {
    // "make the cake lemon": the same thing, and no value to compare
    if (!openly || shared === 0) return null;
    kinds.push('thing');
  }
  const answered = sharedBy(line.answerTerms, other.answerTerms) + sharedBy(line.terms, other.answerTerms) + sharedBy(line.answerTerms, other.terms);
  if (shared === 0 && (!openly || (answered === 0 && line.turn - other.turn > NEAR))) return null;
  const nearness = NEARNESS / (1 + (line.turn - other.turn) / NEAR);
  return { of: other, kinds, closeness: shared * OWN_WORD + answered * ANSWERED_WORD + (kinds[0] === 'thing' ? 0 : SAME_KIND) + nearness };
}

function isWithin(values: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  for (const value of values) if (!others.has(value)) return false;
  return true;
}

function sharedBy(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0;
  for (const term of a) if (b.has(term) && !KIND_TERMS.has(term)) shared++;
  return shared;
}
