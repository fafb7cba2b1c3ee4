import type { OnFault } from '../memory/faults.ts';
import { badOption, type VoiceSessionError } from './errors.ts';
import type { SessionState } from './state.ts';

/** What a transcript belongs to. */
export interface TranscriptDetail {
  readonly role: 'user' | 'assistant';
  /** Of the conversation's item; empty where there is none. */
  readonly itemId: string;
}

/** How an answer was heard. */
export interface HeardDetail {
  /** Whether it ended before its end. */
  readonly interrupted: boolean;
}

/** What handlers are called with. */
export interface SessionEvents {
  /** The user began to speak. */
  speechStarted: [];
  /** The user has finished. */
  speechEnded: [];
  /** An answer is coming. */
  responseStarted: [];
  /** All that was said: of the user, or of an answer, of which an interruption may have left a part unheard. */
  transcriptAvailable: [text: string, detail: TranscriptDetail];
  /** All that was understood of it up to now. */
  transcriptPartial: [text: string, detail: TranscriptDetail];
  /**
   * An answer was heard to its end, or was cut: the words that were heard, none where it was cut before the first. By what
   * `playback` or the other side knows, else by the clock, as if it was played as it came.
   */
  answerHeard: [text: string, detail: HeardDetail];
  stateChanged: [state: SessionState, before: SessionState];
  /** The connection ended; null when `disconnect` did it. */
  disconnected: [reason: VoiceSessionError | null];
}

/** Names that events have in Python. */
interface SnakeCase {
  readonly speech_started: 'speechStarted';
  readonly speech_ended: 'speechEnded';
  readonly response_started: 'responseStarted';
  readonly transcript_available: 'transcriptAvailable';
  readonly transcript_partial: 'transcriptPartial';
  readonly answer_heard: 'answerHeard';
  readonly state_changed: 'stateChanged';
}

const SNAKE_CASE: SnakeCase = {
  speech_started: 'speechStarted',
  speech_ended: 'speechEnded',
  response_started: 'responseStarted',
  transcript_available: 'transcriptAvailable',
  transcript_partial: 'transcriptPartial',
  answer_heard: 'answerHeard',
  state_changed: 'stateChanged',
};
const NAMES: ReadonlySet<string> = new Set<keyof SessionEvents>([...Object.values(SNAKE_CASE), 'disconnected']);

/** An event's name, in either writing. */
export type SessionEventName = keyof SessionEvents | keyof SnakeCase;

/** What a handler of an event is given. */
export type SessionEventArguments<Name extends SessionEventName> = Name extends keyof SnakeCase
  ? SessionEvents[SnakeCase[Name]]
  : Name extends keyof SessionEvents
    ? SessionEvents[Name]
    : never;

/** A handler; a promise that it returns is not waited for. */
export type SessionHandler<Name extends SessionEventName> = (...given: SessionEventArguments<Name>) => unknown;

/** The name of an event whichever way it is written; null for none. */
function eventNameOf(name: string): keyof SessionEvents | null {
  if (Object.hasOwn(SNAKE_CASE, name)) return SNAKE_CASE[name as keyof SnakeCase];
  return NAMES.has(name) ? (name as keyof SessionEvents) : null;
}

/** Who listens to a session. A handler that fails is told to `onFault` and keeps nobody else from hearing. */
export class Handlers {
  readonly #handlers = new Map<keyof SessionEvents, Set<(...given: unknown[]) => unknown>>();
  readonly #onFault: OnFault;

  constructor(onFault: OnFault) {
    this.#onFault = onFault;
  }

  /** @throws VoiceSessionError voice_session.bad_option */
  add(written: string, handler: (...given: never[]) => unknown): () => void {
    const name = eventNameOf(written);
    if (!name)
      throw badOption('The name of an event', 'one of speechStarted, speechEnded, responseStarted, transcriptAvailable, or another that is documented');
    const handlers = this.#handlers.get(name) ?? new Set();
    this.#handlers.set(name, handlers);
    // the same function twice is two handlers
    const own = (...given: unknown[]): unknown => handler(...(given as never[]));
    handlers.add(own);
    return () => void handlers.delete(own);
  }

  emit<Name extends keyof SessionEvents>(name: Name, ...given: SessionEvents[Name]): void {
    for (const handler of this.#handlers.get(name) ?? []) void this.#call(name, handler, given);
  }

  async #call(name: string, handler: (...given: unknown[]) => unknown, given: readonly unknown[]): Promise<void> {
    try {
      await handler(...given);
    } catch (thrown) {
      this.#onFault(`a handler of ${name} failed`, thrown instanceof Error ? thrown.name : 'Error');
    }
  }
}
