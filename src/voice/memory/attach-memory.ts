/// <reference lib="esnext.disposable" preserve="true" />
import { systemTimers, type Timers } from '../../client/timers.ts';
import { DEFAULT_TIMEOUT_MS } from '../../contract/defaults.ts';
import type { Metadata } from '../../contract/types.ts';
import { uuid } from '../../contract/uuid.ts';
import type { OnFault } from './faults.ts';
import { runtimeMemory, sessionMemory, type TalkMemory, type TalkRuntime, type TalkSession } from './talk-memory.ts';
import { Talk } from './talk.ts';
import type { VoiceClient } from './voice-client.ts';

/** Whose memory it is. */
export type MemorySource =
  | {
      /** The user's runtime: of `createRuntime`, `createLocalRuntime`, … */
      readonly runtime: TalkRuntime;
      /** The session that the turns belong to. Give the same again after a reconnect. Default: a new one. */
      readonly sessionId?: string | undefined;
      readonly memory?: undefined;
    }
  | {
      /** A MemoAirVoiceMemory, or a UserSession of a MemoAirVoiceClient: its session is used. */
      readonly memory: TalkSession;
      readonly runtime?: undefined;
      readonly sessionId?: undefined;
    };

/** Options of {@link attachMemory}. */
export type AttachMemoryOptions = MemorySource & {
  /** What an answer waits for the memory, in milliseconds; the tool too. What is not found by then is left out. Default 250. */
  readonly timeoutMs?: number | undefined;
  /** What a session is opened with, beside the name of the framework. */
  readonly metadata?: Metadata | undefined;
  /** Hears of what failed or came late: a name or a code, never what was said. */
  readonly onFault?: OnFault | undefined;
  /** Time. Default: the system's. */
  readonly timers?: Timers | undefined;
};

/** A memory that is attached. Disposing of it detaches. */
export interface AttachedMemory extends AsyncDisposable {
  /** Of the runtime's session; null where `memory` brought its own. */
  readonly sessionId: string | null;
  /**
   * Lets go of the client at once and undoes what was changed there. Resolves when what was said is saved, or was tried;
   * never rejects. The session stays open. Idempotent.
   */
  detach(): Promise<void>;
  /** Detaches, then ends the session. That of a UserSession is left to its client. Never rejects. */
  end(reason?: string): Promise<void>;
}

/**
 * Gives a voice client a memory: partial transcripts warm the recall, what is remembered is put before the model ahead of its
 * answer, the tool `search_memory` is answered in time, and each turn is saved once, with the words of the answer that the
 * user has heard. A memory that is slow, failing or gone leaves the talk as it would be without one.
 *
 * Only what the user said is learned from: answers are kept as what they are, recalled context is not kept at all.
 *
 * @throws TypeError when neither `runtime` nor `memory` is given; what the client throws when it cannot be listened to
 * @example
 * ```ts
 * const runtime = await createRuntime({ workspaceId: 'ws_1', userId: 'user_1' });
 * const channel = connection.createDataChannel('oai-events');
 * const attached = attachMemory(openaiRealtime(channel), { runtime, sessionId: 'talk_1' });
 * // later
 * await attached.end();
 * ```
 */
export function attachMemory(client: VoiceClient, options: AttachMemoryOptions): AttachedMemory {
  const { timeoutMs = DEFAULT_TIMEOUT_MS, onFault = () => undefined, timers = systemTimers } = options;
  const sessionId = options.runtime ? (options.sessionId ?? uuid()) : null;
  const memory = memoryOf(options, sessionId, { framework: client.framework, ...options.metadata });
  const talk = new Talk({ memory, inject: client.inject?.bind(client) ?? null, timeoutMs, onFault, timers });
  const undo: (() => void)[] = [];
  const letGo = (): void => {
    for (const each of undo.splice(0).toReversed()) each();
  };
  try {
    undo.push(client.onTurn(talk));
    undo.push(client.onTool((question) => talk.answer(question)));
  } catch (thrown) {
    letGo();
    void talk.detach();
    throw thrown;
  }
  const detach = (): Promise<void> => {
    letGo();
    return talk.detach();
  };
  return {
    sessionId,
    detach,
    end: (reason = 'completed') => {
      letGo();
      return talk.end(reason);
    },
    [Symbol.asyncDispose]: detach,
  };
}

function memoryOf({ runtime, memory }: AttachMemoryOptions, sessionId: string | null, metadata: Metadata): TalkMemory {
  if (runtime && sessionId !== null) return runtimeMemory(runtime, sessionId, metadata);
  if (memory) return sessionMemory(memory, metadata);
  throw new TypeError('attachMemory needs a memory: give it runtime, or memory.');
}
