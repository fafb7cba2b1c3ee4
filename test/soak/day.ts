import type { Runtime } from '../../src/contract/runtime.ts';
import { markOf, Talk } from './talk.ts';
import { Times, type Took } from './times.ts';

/** A day of one user with everything in it that a memory is asked for. */
export interface DayOptions {
  readonly runtime: Runtime;
  readonly turns: number;
  /** Turns before these that are imported at once. Default: none. */
  readonly given?: number;
  readonly turnsOfSession: number;
  readonly seed: number;
  /** Told so often in the day, and at its end. */
  readonly checkpoints: number;
  readonly onCheckpoint: (state: DayState) => Promise<void>;
  /** Lets time pass, in milliseconds. */
  readonly pass: (ms: number) => void;
}

/** Where a day stands. */
export interface DayState {
  /** Acknowledged so far. */
  readonly turns: number;
  readonly forgotten: number;
  readonly imported: number;
  /** Recalls that did not bring back the turn that was asked for, of those that were asked. */
  readonly recalls: number;
  readonly missed: number;
  /** Recalls that said of themselves that something was missing. */
  readonly degraded: number;
  /** Recalls that brought back something forgotten. */
  readonly leaked: number;
  /** How long calls took since the checkpoint before. */
  readonly took: Readonly<Record<string, Took>>;
}

const DAY_MS = 24 * 3_600_000;
const FIRST = Date.parse('2026-03-01T00:00:00.000Z');
const RECALL_EVERY = 10;
const LIST_EVERY = 500;
/** So many turns, and of a short day a sixth of it. */
const FORGET_EVERY = 1_000;
/** So many sessions, and of a short day a third of it. */
const FORGET_SESSION_EVERY = 40;
const IMPORT_EVERY = 20;
const IMPORTED = 20;
const TIMEOUT_MS = 250;
const GIVEN_AT_ONCE = 1_000;

type Fate = 0 | 1 | 2;
const KEPT: Fate = 1;
const FORGOTTEN: Fate = 2;

/** What was said in a day, and what became of it. Turn `n` is of session `n / turnsOfSession`. */
export class Day {
  #options: DayOptions;
  readonly #talk: Talk;
  readonly #times = new Times();
  /** By turn. */
  readonly #fates: Uint8Array;
  #counts = { turns: 0, forgotten: 0, imported: 0, recalls: 0, missed: 0, degraded: 0, leaked: 0 };

  constructor(options: DayOptions) {
    this.#options = options;
    this.#talk = new Talk(options.seed);
    this.#fates = new Uint8Array((options.given ?? 0) + options.turns);
  }

  /** The same day, gone on with over another runtime of the user. */
  over(runtime: Runtime): this {
    this.#options = { ...this.#options, runtime };
    return this;
  }

  async live(): Promise<void> {
    const { turns, given = 0, turnsOfSession, pass, checkpoints } = this.#options;
    const step = Math.ceil(turns / checkpoints);
    for (let from = 0; from < given; from += GIVEN_AT_ONCE) await this.#give(from, Math.min(given, from + GIVEN_AT_ONCE));
    for (let n = given; n < given + turns; n++) {
      if (n % turnsOfSession === 0) await this.#begin(n / turnsOfSession);
      await this.#say(n);
      pass(DAY_MS / turns);
      if ((n + 1) % RECALL_EVERY === 0) await this.#recall(n);
      if ((n + 1) % LIST_EVERY === 0) await this.#times.of('list', () => this.#ask('GET', 'memory?limit=50'));
      if ((n + 1) % Math.min(FORGET_EVERY, Math.ceil(turns / 6)) === 0) await this.#forgetOne(n);
      if ((n + 1) % turnsOfSession === 0) await this.#end((n + 1) / turnsOfSession - 1);
      if ((n + 1 - given) % step === 0 || n + 1 === given + turns) await this.#options.onCheckpoint({ ...this.#counts, took: this.#times.take() });
    }
  }

  /** Compares an export with what was acknowledged. Everything that is wrong, by kind. */
  async judge(): Promise<{ readonly lost: number; readonly back: number; readonly bytes: number }> {
    const text = await this.#ask('GET', 'export');
    const said = new Set<string>();
    for (const line of text.split('\n')) {
      if (line.includes('"kind":"turn"')) said.add(/Order (\d+)\./.exec(line)?.[1] ?? '');
    }
    let [lost, back] = [0, 0];
    this.#fates.forEach((fate, n) => {
      if (fate === KEPT && !said.has(markOf(n))) lost++;
      if (fate === FORGOTTEN && said.has(markOf(n))) back++;
    });
    return { lost, back, bytes: text.length };
  }

  /** Forgets the user. Milliseconds. */
  async forgetUser(): Promise<number> {
    const from = performance.now();
    await this.#ask('DELETE', 'user');
    return performance.now() - from;
  }

  async #give(from: number, to: number): Promise<void> {
    const items = Array.from({ length: to - from }, (_, i) => ({ kind: 'turn', ...this.#turn(from + i), occurredAt: this.#time(from + i) }));
    await this.#times.of('give', () => this.#ask('POST', 'memory/import', { items }));
    this.#fates.fill(KEPT, from, to);
    this.#counts.turns += to - from;
  }

  #turn(n: number): { readonly sessionId: string; readonly turnId: string; readonly userText: string; readonly assistantText: string } {
    const sessionId = sessionOf(Math.floor(n / this.#options.turnsOfSession));
    return { sessionId, turnId: `t${n}`, userText: this.#talk.user(n), assistantText: this.#talk.assistant() };
  }

  #time(n: number): string {
    return new Date(FIRST + (n * DAY_MS) / this.#fates.length).toISOString();
  }

  async #begin(session: number): Promise<void> {
    const { runtime } = this.#options;
    await this.#times.of('start', () => runtime.startSession({ sessionId: sessionOf(session), ...runtime.identity, mode: 'default', metadata: {} }));
  }

  async #say(n: number): Promise<void> {
    const request = { ...this.#turn(n), toolCalls: [], metadata: { occurredAt: this.#time(n) } };
    await this.#times.of('turn', () => this.#options.runtime.afterTurn(request));
    this.#fates[n] = KEPT;
    this.#counts.turns++;
  }

  /** Asks for a turn of any time before, in the session that is open. */
  async #recall(n: number): Promise<void> {
    const asked = this.#talk.below(n + 1);
    const sessionId = sessionOf(Math.floor(n / this.#options.turnsOfSession));
    const query = `What was order ${markOf(asked)} about?`;
    const { contextText, trace } = await this.#times.of('recall', () =>
      this.#options.runtime.searchMemory({ sessionId, query, intent: '', includeSources: true, timeoutMs: TIMEOUT_MS }),
    );
    const found = contextText.includes(markOf(asked));
    this.#counts.recalls++;
    if (trace.degraded) this.#counts.degraded++;
    if (!found && this.#fates[asked] === KEPT) this.#counts.missed++;
    if (found && this.#fates[asked] === FORGOTTEN) this.#counts.leaked++;
  }

  async #forgetOne(n: number): Promise<void> {
    const asked = this.#talk.below(n + 1);
    const body = await this.#ask('GET', `memory?lane=permanent&q=${markOf(asked)}`);
    const turn = (JSON.parse(body) as { items: { kind: string; memoryId: string }[] }).items.find(({ kind }) => kind === 'episode');
    if (!turn) return;
    await this.#times.of('forget turn', () => this.#ask('DELETE', `memory/${turn.memoryId}`));
    this.#bury(asked, asked + 1);
  }

  async #end(session: number): Promise<void> {
    const { runtime, turnsOfSession, turns } = this.#options;
    const third = Math.ceil(turns / turnsOfSession / 3);
    await this.#times.of('end', () => runtime.endSession({ sessionId: sessionOf(session), reason: 'completed' }));
    if ((session + 1) % Math.min(IMPORT_EVERY, third) === 0) {
      const items = Array.from({ length: IMPORTED }, (_, i) => ({ memoryId: `card-${session}-${i}`, text: this.#talk.known(this.#counts.imported + i) }));
      await this.#times.of('import', () => this.#ask('POST', 'memory/import', { items }));
      this.#counts.imported += IMPORTED;
    }
    if ((session + 1) % Math.min(FORGET_SESSION_EVERY, third) === 0) {
      const gone = this.#talk.below(session + 1);
      if (!this.#fates.subarray(gone * turnsOfSession, (gone + 1) * turnsOfSession).includes(KEPT)) return;
      await this.#times.of('forget session', () => this.#ask('DELETE', `sessions/${sessionOf(gone)}`));
      this.#bury(gone * turnsOfSession, (gone + 1) * turnsOfSession);
    }
  }

  #bury(from: number, to: number): void {
    for (let n = from; n < to; n++) {
      if (this.#fates[n] !== KEPT) continue;
      this.#fates[n] = FORGOTTEN;
      this.#counts.forgotten++;
    }
  }

  async #ask(method: string, path: string, body?: unknown): Promise<string> {
    const contentType = body === undefined ? null : 'application/json';
    const sent = body === undefined ? null : JSON.stringify(body);
    const answer = await this.#options.runtime.respond({ method, path: `/v1/local/${path}`, contentType, authorization: null, body: sent });
    if (answer.status !== 200) throw new Error(`${method} ${path.replace(/\/.*/, '')}: ${answer.status} ${answer.body}`);
    return answer.body;
  }
}

function sessionOf(session: number): string {
  return `s${session}`;
}
