import { createLocalRuntime } from '../../../src/runtime/local.ts';
import type { Runtime } from '../../../src/contract/runtime.ts';
import type { Extractor } from '../../../worker/extract/extractor.ts';
import { extractFacts } from '../../../worker/extract/grammar.ts';
import { MemoryStore } from '../../../worker/store/memory.ts';
import type { FactRow } from '../../../worker/store/schema.ts';
import type { AssistantLine, Cases, ExpectedFact, Pair, Statement } from './cases.ts';

/** One figure. `target` bounds it from below, or from above where it counts what should not be. */
export interface Row {
  readonly measure: string;
  readonly value: number;
  readonly target: number | null;
  /** What it is a share of. */
  readonly of: number;
}

/** Something that came out otherwise than the set says. */
export interface Miss {
  readonly id: string;
  readonly kind: 'not found' | 'false' | 'not ended' | 'pair' | 'assistant';
  readonly said: string;
  readonly detail: string;
}

export interface Measured {
  readonly rows: readonly Row[];
  readonly misses: readonly Miss[];
}

const standsIn = (text: string, accept: string): boolean =>
  new RegExp(`(?<![\\p{L}\\p{N}])${accept.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&').replaceAll('-', '[-]')}`, 'iu').test(text);

/** Assigns texts to expected facts, each to one at most, so that as many as possible are found. */
export function matched(texts: readonly string[], expected: readonly ExpectedFact[]): ReadonlyMap<number, number> {
  const textOf = new Map<number, number>();
  const fits = (text: string, fact: ExpectedFact): boolean => fact.accept.some((accept) => standsIn(text, accept));
  const assign = (text: number, tried: Set<number>): boolean =>
    expected.some((fact, i) => {
      if (tried.has(i) || !fits(texts[text] ?? '', fact)) return false;
      tried.add(i);
      const other = textOf.get(i);
      if (other !== undefined && !assign(other, tried)) return false;
      textOf.set(i, text);
      return true;
    });
  for (let text = 0; text < texts.length; text += 1) assign(text, new Set());
  return textOf;
}

/** A runtime of its own, and the facts in its store. */
class Memory {
  readonly #rows: MemoryStore;
  readonly #runtime: Runtime;
  #turns = 0;

  private constructor(rows: MemoryStore, runtime: Runtime) {
    this.#rows = rows;
    this.#runtime = runtime;
  }

  static async open(extractor: Extractor): Promise<Memory> {
    const rows = new MemoryStore();
    const stores = { openUser: async () => rows, openOrg: async () => new MemoryStore() };
    const identity = { workspaceId: 'ws', userId: 'user' };
    const runtime = await createLocalRuntime({ ...identity, stores, extractor });
    await runtime.startSession({ sessionId: 's', ...identity, mode: 'default', metadata: {} });
    return new Memory(rows, runtime);
  }

  async turn(userText: string, assistantText: string): Promise<void> {
    this.#turns += 1;
    const at = new Date(Date.UTC(2026, 0, this.#turns)).toISOString();
    await this.#runtime.afterTurn({ sessionId: 's', turnId: `t${this.#turns}`, userText, assistantText, toolCalls: [], metadata: { occurredAt: at } });
  }

  async facts(): Promise<readonly FactRow[]> {
    return (await this.#rows.scan('memories')).filter((row) => row.kind === 'fact');
  }

  close(): Promise<void> {
    return this.#runtime.close();
  }
}

interface Counts {
  extracted: number;
  right: number;
  expected: number;
  ends: number;
  ended: number;
  clean: number;
  silent: number;
}

async function statement({ id, said, facts, ends, optional = [] }: Statement, extractor: Extractor, counts: Counts): Promise<readonly Miss[]> {
  const found = await extractor({ userText: said, at: '2026-01-01T00:00:00.000Z' });
  const all = found.flatMap((fact) => (fact.ends ? [] : [fact.text]));
  const endings = found.flatMap((fact) => (fact.ends ? [`${fact.matchKey} ${fact.text}`.toLowerCase()] : []));
  const asked = new Set(matched(all, facts).values());
  const spare = new Set(
    matched(
      all.map((text, i) => (asked.has(i) ? '' : text)),
      optional,
    ).values(),
  );
  const texts = all.filter((_, i) => !spare.has(i));
  const textOf = matched(texts, facts);
  const used = new Set(textOf.values());
  const over = ends.filter(({ value }) =>
    endings.some((text) =>
      value
        .toLowerCase()
        .split(/\s+/u)
        .some((word) => text.includes(word)),
    ),
  );
  counts.extracted += texts.length;
  counts.right += used.size;
  counts.expected += facts.length;
  counts.ends += ends.length;
  counts.ended += over.length;
  if (facts.length === 0) counts.clean += 1;
  if (facts.length === 0 && texts.length === 0) counts.silent += 1;
  return [
    ...facts.flatMap((fact, i): Miss[] => (textOf.has(i) ? [] : [{ id, kind: 'not found', said, detail: `${fact.about}: ${fact.value}` }])),
    ...texts.flatMap((text, i): Miss[] => (used.has(i) ? [] : [{ id, kind: 'false', said, detail: text }])),
    ...ends.flatMap((end): Miss[] => (over.includes(end) ? [] : [{ id, kind: 'not ended', said, detail: `${end.about}: ${end.value}` }])),
  ];
}

function verdict({ expect, old, new: next = '' }: Pair, facts: readonly FactRow[]): boolean {
  const holding = facts.filter(({ validTo }) => validTo === null).map(({ text }) => text.toLowerCase());
  const ended = facts.filter(({ validTo }) => validTo !== null).map(({ text }) => text.toLowerCase());
  const holds = (value: string): boolean => value !== '' && holding.some((text) => text.includes(value.toLowerCase()));
  const over = !holds(old) && ended.some((text) => text.includes(old.toLowerCase()));
  if (expect === 'superseded') return over && holds(next);
  if (expect === 'ended') return over;
  if (expect === 'both') return holds(old) && holds(next);
  return holds(old) && !(next !== '' && !old.toLowerCase().includes(next.toLowerCase()) && holds(next));
}

async function pair(given: Pair, extractor: Extractor): Promise<{ readonly found: boolean; readonly right: boolean; readonly miss: Miss }> {
  const memory = await Memory.open(extractor);
  try {
    await memory.turn(given.first, '');
    const found = (await memory.facts()).some(({ text }) => text.toLowerCase().includes(given.old.toLowerCase()));
    await memory.turn(given.then, '');
    const facts = await memory.facts();
    const detail = `${given.expect} ${given.old} → ${given.new ?? ''}: ${facts.map(({ text, matchKey, validTo }) => `${validTo === null ? '+' : '-'}${matchKey ?? ''} ${text}`).join(' | ')}`;
    return { found, right: verdict(given, facts), miss: { id: given.id, kind: 'pair', said: `${given.first} / ${given.then}`, detail } };
  } finally {
    await memory.close();
  }
}

async function assistantFacts(lines: readonly AssistantLine[], extractor: Extractor): Promise<readonly Miss[]> {
  const memory = await Memory.open(extractor);
  try {
    const misses: Miss[] = [];
    for (const { id, text } of lines) {
      const before = (await memory.facts()).length;
      await memory.turn('Okay, thanks.', text);
      const after = await memory.facts();
      if (after.length > before) misses.push({ id, kind: 'assistant', said: text, detail: after.at(-1)?.text ?? '' });
    }
    return misses;
  } finally {
    await memory.close();
  }
}

const share = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole);

/**
 * How well facts are taken from what a user says: precision and recall over statements, what became of a fact after a
 * second turn through a real runtime, and how many facts came from the assistant's side.
 */
export async function measureFacts(cases: Cases, extractor: Extractor = extractFacts): Promise<Measured> {
  const counts: Counts = { extracted: 0, right: 0, expected: 0, ends: 0, ended: 0, clean: 0, silent: 0 };
  const misses: Miss[] = [];
  for (const each of cases.statements) misses.push(...(await statement(each, extractor, counts)));
  let [rightPairs, foundPairs, rightOfFound] = [0, 0, 0];
  for (const each of cases.pairs) {
    const { found, right, miss } = await pair(each, extractor);
    if (found) foundPairs += 1;
    if (right) rightPairs += 1;
    else misses.push(miss);
    if (found && right) rightOfFound += 1;
  }
  const fromAssistant = await assistantFacts(cases.assistant, extractor);
  misses.push(...fromAssistant);
  const rows: readonly Row[] = [
    { measure: 'precision', value: share(counts.right, counts.extracted), target: 0.95, of: counts.extracted },
    { measure: 'recall', value: share(counts.right, counts.expected), target: 0.7, of: counts.expected },
    { measure: 'turns without a fact that gave none', value: share(counts.silent, counts.clean), target: null, of: counts.clean },
    { measure: 'endings', value: share(counts.ended, counts.ends), target: null, of: counts.ends },
    { measure: 'supersession', value: share(rightPairs, cases.pairs.length), target: 0.95, of: cases.pairs.length },
    { measure: 'supersession where the first fact was found', value: share(rightOfFound, foundPairs), target: null, of: foundPairs },
    { measure: 'facts from the assistant', value: fromAssistant.length, target: 0, of: cases.assistant.length },
  ];
  return { rows, misses };
}
