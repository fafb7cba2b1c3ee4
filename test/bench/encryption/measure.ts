import type { Runtime } from '../../../src/contract/runtime.ts';
import { zipfTexts } from '../data/texts.ts';

/** Starts the runtime of a user, encrypted or not. */
export type Start = (userId: string, sealed: boolean) => Promise<Runtime>;

/** Milliseconds each, of two users with the same memory. */
export interface Pair {
  readonly plain: number[];
  readonly sealed: number[];
}

export interface EncryptionTimes {
  /** From the start to the first answered recall. */
  readonly open: Pair;
  readonly turn: Pair;
  readonly recall: Pair;
  /** A start that encrypts what was stored as it was. */
  readonly encrypt: number;
}

export interface EncryptionWork {
  readonly workspaceId: string;
  readonly items: number;
  readonly opens: number;
  readonly turns: number;
  readonly recalls: number;
}

const BATCH = 1_000;
const SESSION = 'bench';

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

/** The same memory of two users, one of them encrypted; by words alone, since the model is no part of it. */
export async function measureEncryption(start: Start, { workspaceId, items, opens, turns, recalls }: EncryptionWork): Promise<EncryptionTimes> {
  const texts = zipfTexts(items, 7);
  const queries = zipfTexts(recalls, 8).map((text) => text.split(' ').slice(0, 8).join(' '));
  const begin = async (userId: string, sealed: boolean): Promise<Runtime> => {
    const runtime = await start(userId, sealed);
    await runtime.startSession({ sessionId: SESSION, workspaceId, userId, mode: 'default', metadata: {} });
    return runtime;
  };
  const recall = (runtime: Runtime, query: string) =>
    runtime.searchMemory({ sessionId: SESSION, query, intent: 'answer_current_user', includeSources: false, timeoutMs: 5_000 });
  for (const [userId, sealed] of USERS) {
    const runtime = await begin(userId, sealed);
    for (let from = 0; from < items; from += BATCH)
      await runtime.importMemory({ items: texts.slice(from, from + BATCH).map((text, n) => ({ kind: 'fact', memoryId: `m${from + n}`, text })) });
    await runtime.close();
  }
  const times = { open: pair(), turn: pair(), recall: pair() };
  for (let n = 0; n < opens; n++) {
    for (const [userId, sealed, how] of inTurn(n)) {
      let runtime: Runtime | undefined;
      times.open[how].push(await timed(async () => recall((runtime = await begin(userId, sealed)), queries[n]!)));
      await runtime?.close();
    }
  }
  const open = { plain: await begin('plain', false), sealed: await begin('sealed', true) };
  for (const [n, query] of queries.entries()) for (const [, , how] of inTurn(n)) times.recall[how].push(await timed(() => recall(open[how], query)));
  for (let n = 0; n < turns; n++) {
    const turn = { sessionId: SESSION, turnId: `t${n}`, userText: texts[n]!, assistantText: texts[n + 1]!, toolCalls: [], metadata: {} };
    for (const [, , how] of inTurn(n)) times.turn[how].push(await timed(() => open[how].afterTurn(turn)));
  }
  await Promise.all([open.plain.close(), open.sealed.close()]);
  let last: Runtime | undefined;
  const encrypt = await timed(async () => recall((last = await begin('plain', true)), queries[0]!));
  await last?.close();
  return { ...times, encrypt };
}

type How = keyof Pair;
const USERS: readonly (readonly [string, boolean, How])[] = [
  ['plain', false, 'plain'],
  ['sealed', true, 'sealed'],
];

/** What goes first has another cache before it. */
const inTurn = (n: number): typeof USERS => (n % 2 === 0 ? USERS : USERS.toReversed());
const pair = (): Pair => ({ plain: [], sealed: [] });
