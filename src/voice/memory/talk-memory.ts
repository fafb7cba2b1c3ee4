import type { MemoAirVoiceMemory } from '../../client/memory.ts';
import { field } from '../../client/json.ts';
import type { UserSession } from '../../client/session.ts';
import type { Runtime } from '../../contract/runtime.ts';
import type { Metadata, ToolCallRecord } from '../../contract/types.ts';

/** What was found. */
export interface Recalled {
  readonly contextText: string;
  /** Whether something came late or failed. */
  readonly degraded: boolean;
}

export interface Recall {
  readonly query: string;
  readonly intent: string;
  /** Milliseconds that the caller waits. */
  readonly timeoutMs: number;
}

/** A turn that is over. */
export interface Turn {
  /** The same turn sent twice is kept once. */
  readonly turnId: string;
  readonly userText: string;
  readonly assistantText: string;
  readonly toolCalls: readonly ToolCallRecord[];
  readonly metadata: Metadata;
}

/** One session of a memory, as much of it as a talk needs. Opened where it is needed; methods reject. */
export interface TalkMemory {
  open(): Promise<unknown>;
  recall(recall: Recall, signal: AbortSignal): Promise<Recalled>;
  hint(partial: string, signal: AbortSignal): Promise<unknown>;
  save(turn: Turn, signal: AbortSignal): Promise<unknown>;
  end(reason: string): Promise<unknown>;
}

/** As much of a {@link Runtime} as a talk needs. */
export type TalkRuntime = Pick<Runtime, 'identity' | 'startSession' | 'searchMemory' | 'hint' | 'afterTurn' | 'endSession'>;

/** As much of the SDK's classes: a {@link MemoAirVoiceMemory}, or a {@link UserSession} of a MemoAirVoiceClient. */
export type TalkSession =
  | Pick<MemoAirVoiceMemory, 'startSession' | 'searchMemory' | 'hint' | 'afterTurn' | 'endSession'>
  | Pick<UserSession, 'open' | 'searchMemory' | 'hint' | 'saveResponse'>;

export function runtimeMemory(runtime: TalkRuntime, sessionId: string, metadata: Metadata): TalkMemory {
  const start = (): Promise<unknown> => runtime.startSession({ sessionId, ...runtime.identity, mode: 'default', metadata });
  const { open, inSession } = session(start);
  return {
    open,
    recall: ({ query, intent, timeoutMs }, signal) =>
      inSession(async () => {
        const { contextText, trace } = await runtime.searchMemory({ sessionId, query, intent, timeoutMs, includeSources: false }, { signal });
        return { contextText, degraded: trace.degraded };
      }),
    hint: (query, signal) => inSession(() => runtime.hint({ sessionId, query }, { signal })),
    save: (turn, signal) => inSession(() => runtime.afterTurn({ sessionId, ...turn }, { signal })),
    end: (reason) => runtime.endSession({ sessionId, reason }),
  };
}

export function sessionMemory(memory: TalkSession, metadata: Metadata): TalkMemory {
  if ('saveResponse' in memory) {
    return {
      open: () => memory.open(),
      recall: async ({ query, ...options }, signal) => recalledIn(await memory.searchMemory(query, { ...options, signal })),
      hint: (partial) => memory.hint(partial),
      save: (turn) => memory.saveResponse(turn),
      // its client does
      end: async () => undefined,
    };
  }
  const { open, inSession } = session(() => memory.startSession({ metadata }));
  return {
    open,
    recall: ({ query, ...options }, signal) => inSession(async () => recalledIn(await memory.searchMemory(query, { ...options, signal }))),
    hint: (partial) => memory.hint(partial),
    save: (turn) => inSession(() => memory.afterTurn(turn)),
    end: (reason) => memory.endSession({ reason }),
  };
}

/** The answer of a runtime, which may be of another make. */
function recalledIn(answer: unknown): Recalled {
  const contextText = field(answer, 'contextText');
  return { contextText: typeof contextText === 'string' ? contextText : '', degraded: field(field(answer, 'trace'), 'degraded') === true };
}

interface Session {
  readonly open: () => Promise<unknown>;
  readonly inSession: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Opens the session once for all who need it, and again when the runtime no longer knows it, as after a restart. */
function session(start: () => Promise<unknown>): Session {
  let opening: Promise<unknown> | null = null;
  const open = (): Promise<unknown> =>
    (opening ??= start().catch((thrown: unknown) => {
      opening = null;
      throw thrown;
    }));
  const inSession = async <T>(work: () => Promise<T>): Promise<T> => {
    await open();
    try {
      return await work();
    } catch (thrown) {
      if (!isUnknownSession(thrown)) throw thrown;
    }
    opening = null;
    await open();
    return work();
  };
  return { open, inSession };
}

/** By its code: the error may be of another copy of this package. */
function isUnknownSession(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'runtime.session_not_found';
}
