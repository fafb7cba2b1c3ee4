import { DEFAULT_INTENT, TOOL_NAME } from '../../client/schema.ts';
import type { Timers } from '../../client/timers.ts';
import { within } from '../../client/within.ts';
import { LIMITS } from '../../contract/defaults.ts';
import { reasonOf } from '../../contract/errors.ts';
import type { ToolCallRecord } from '../../contract/types.ts';
import { uuid } from '../../contract/uuid.ts';
import { memoryLate, type OnFault } from './faults.ts';
import { Hints } from './hints.ts';
import { KeptTurns } from './kept-turns.ts';
import type { Recalled, TalkMemory } from './talk-memory.ts';
import type { MemoryQuestion, TurnListener } from './voice-client.ts';

/** A turn that is not over. */
interface OpenTurn {
  userText: string;
  readonly occurredAt: string;
  /** What was heard of the answer, by its parts. */
  readonly heard: Map<string, string>;
  readonly toolCalls: ToolCallRecord[];
}

export interface TalkOptions {
  readonly memory: TalkMemory;
  /** Null: nothing is put before the model. */
  readonly inject: ((contextText: string) => unknown) | null;
  /** What a recall may take, in milliseconds. */
  readonly timeoutMs: number;
  readonly onFault: OnFault;
  readonly timers: Timers;
}

/** Answers of the tool where there is nothing to tell: a model that gets no text may invent one. */
const NOTHING = 'Nothing is remembered about this.';
const LATE = 'The memory gave no answer in time. Go on without it.';

/** A talk and its memory: recall before each answer, one save for each turn. Whatever the memory does, the talk goes on. */
export class Talk implements TurnListener {
  readonly #options: TalkOptions;
  readonly #turns: KeptTurns;
  readonly #hints: Hints;
  #turn: OpenTurn | null = null;
  /** Of the words that the user said last. */
  #recalling: AbortController = new AbortController();
  #detached = false;

  constructor(options: TalkOptions) {
    const { memory, onFault, timers } = options;
    this.#options = options;
    this.#turns = new KeptTurns(memory, onFault, timers);
    this.#hints = new Hints(memory, timers);
    void this.#quietly('a session was not opened', () => memory.open());
  }

  hearing(partial: string): void {
    const text = joined(this.#unanswered()?.userText ?? '', partial);
    if (text !== '' && !this.#detached) this.#hints.offer(text);
  }

  async said(text: string): Promise<boolean> {
    if (this.#detached) return false;
    if (text.trim() === '') return true;
    this.#hints.drop();
    this.#recalling.abort();
    const { signal } = (this.#recalling = new AbortController());
    const { userText } = this.#open(text);
    const { inject } = this.#options;
    if (!inject) return true;
    const { contextText } = await this.#recall({ query: userText }, signal);
    if (signal.aborted) return false;
    if (contextText !== '') void this.#quietly('what is remembered was not put before the model', async () => inject(contextText));
    return true;
  }

  heard(part: string, words: string): void {
    this.#turn?.heard.set(part, words.trim());
  }

  over(interrupted: boolean): void {
    const turn = this.#turn;
    if (!turn) return;
    this.#turn = null;
    const { userText, occurredAt, toolCalls, heard } = turn;
    const assistantText = bounded([...heard.values()].filter((words) => words !== '').join(' '));
    this.#turns.keep({ turnId: uuid(), userText, assistantText, toolCalls, metadata: { interrupted, occurredAt } });
  }

  /** The tool's answer: what is found, or a sentence that says that nothing is, in time. */
  async answer({ query, intent }: MemoryQuestion): Promise<string> {
    const { timers } = this.#options;
    const turn = this.#turn;
    const since = timers.now();
    const { contextText, degraded } = await this.#recall({ query: query.trim() || (turn?.userText ?? ''), intent }, new AbortController().signal);
    if (turn && turn.toolCalls.length < LIMITS.toolCalls) turn.toolCalls.push({ name: TOOL_NAME, latencyMs: Math.round(timers.now() - since) });
    return contextText || (degraded ? LATE : NOTHING);
  }

  /** Nothing more is recalled or put before the model. Resolves when what was said is saved, or was tried. */
  async detach(): Promise<void> {
    if (!this.#detached) {
      this.#detached = true;
      this.#recalling.abort();
      this.#hints.drop();
      this.over(false);
    }
    await this.#turns.flush();
  }

  async end(reason: string): Promise<void> {
    await this.detach();
    await this.#quietly('a session was not ended', () => this.#options.memory.end(reason));
  }

  /** The turn to which words of the user belong. */
  #open(text: string): OpenTurn {
    const more = this.#unanswered();
    if (more) {
      more.userText = bounded(joined(more.userText, text));
      return more;
    }
    this.over(false);
    return (this.#turn = { userText: bounded(text.trim()), occurredAt: new Date().toISOString(), heard: new Map(), toolCalls: [] });
  }

  #unanswered(): OpenTurn | null {
    return this.#turn?.heard.size === 0 ? this.#turn : null;
  }

  async #recall({ query, intent = DEFAULT_INTENT }: MemoryQuestion, signal: AbortSignal): Promise<Recalled> {
    const { memory, timeoutMs, timers, onFault } = this.#options;
    const by = timers.now() + timeoutMs;
    const find = async (limit: AbortSignal): Promise<Recalled> => {
      // what was said a moment ago is to be found
      await this.#turns.settled();
      return memory.recall({ query, intent, timeoutMs: Math.max(1, Math.floor(by - timers.now())) }, limit);
    };
    try {
      return await within(timeoutMs, find, { late: memoryLate, signal, timers });
    } catch (thrown) {
      if (!signal.aborted) onFault('an answer goes without memory', reasonOf(thrown));
      return { contextText: '', degraded: true };
    }
  }

  async #quietly(what: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      this.#options.onFault(what, reasonOf(thrown));
    }
  }
}

const joined = (before: string, text: string): string => `${before} ${text.trim()}`.trim();

/** A turn is stored by a call whose body is bounded; nobody speaks so much at a stretch. */
const bounded = (text: string): string => text.slice(0, LIMITS.queryBytes / 4);
