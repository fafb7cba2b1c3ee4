/**
 * Memory for voice agents of Cloudflare's `agents` package.
 *
 * @module
 */
import { DEFAULT_TIMEOUT_MS } from '../contract/defaults.ts';
import type { CallMemory } from './calls/call-memory.ts';
import { listen } from './cloudflare-agents-hooks.ts';
import type { AgentOf, VoiceAgent, VoiceAgentClass, VoiceConnection } from './cloudflare-agents-types.ts';

export type { CallEnd, CallMemory, CallRecall, CallRecalled, CallRef, CallTurn } from './calls/call-memory.ts';
export { answerMemory, type AnswerMemoryOptions } from './calls/answer-memory.ts';
export type { TurnMemory } from './cloudflare-agents-session.ts';
export type { AgentOf, HasMemory, VoiceAgent, VoiceAgentClass, VoiceConnection, VoiceContext } from './cloudflare-agents-types.ts';

/** Options of {@link withMemory}. */
export type VoiceMemoryOptions<Base extends VoiceAgentClass> = MemorySource<Base> & {
  /**
   * Who speaks over a connection, as the app has verified it; asked once a call. Nullish: nobody that is known, so nothing is
   * recalled and nothing stored. Clients choose the name of an agent and the id of a connection: neither says it by itself.
   */
  userIdOf(connection: VoiceConnection, agent: AgentOf<Base>): UserId | Promise<UserId>;
  /** What a turn waits for the memory, in milliseconds, before it is answered without. Default 250. */
  readonly timeoutMs?: number | undefined;
  /** Of raw PCM, in hertz, as `withVoice` was told. Default 16,000. */
  readonly sampleRate?: number | undefined;
  /** Hears of what failed or came late: a name or a code, never what was said. */
  readonly onFault?: ((what: string, reason: string) => void) | undefined;
};

/** The memory of all callers, or what gives it to an agent: asked once, when it is first needed. */
export type MemorySource<Base extends VoiceAgentClass> =
  | { readonly memory: CallMemory; readonly memoryFor?: undefined }
  | { readonly memory?: undefined; readonly memoryFor: (agent: AgentOf<Base>) => CallMemory };

type UserId = string | null | undefined;

const SAMPLE_RATE = 16_000;

/**
 * Gives the agents of a class that `withVoice` made a memory. Before `onTurn` is called, what helps to answer is looked up:
 * `context.memory.contextText`. A turn is stored when its answer was heard to the end; of one that was cut off, the words
 * that were heard. A call is a session.
 *
 * Hooks that a subclass defines have to be methods, not fields: fields are set later and replace what listens here.
 *
 * @example
 * ```ts
 * const VoiceAgent = withVoice(Agent); // apart: within another call it loses its type parameters
 *
 * export class Assistant extends withMemory(VoiceAgent, { memory, userIdOf: (connection) => userIn(connection.state) })<Env> {
 *   override async onTurn(transcript: string, { messages, memory, signal }: VoiceTurnContext & HasMemory) {
 *     return answer({ system: `What you know of the user:\n${memory.contextText}`, messages, transcript, signal });
 *   }
 * }
 * ```
 */
export function withMemory<Base extends VoiceAgentClass>(base: Base, options: VoiceMemoryOptions<Base>): Base {
  const { memoryFor, timeoutMs = DEFAULT_TIMEOUT_MS, sampleRate = SAMPLE_RATE, onFault = () => undefined } = options;
  // a class of no type parameter, which the compiler lets us extend
  const Voice: new (...args: readonly unknown[]) => VoiceAgent = base;
  class Remembering extends Voice {
    constructor(...args: readonly unknown[]) {
      super(...args);
      const agent = this as VoiceAgent as AgentOf<Base>;
      let memory: CallMemory | undefined;
      listen(this, {
        memory: () => (memory ??= memoryFor ? memoryFor(agent) : options.memory),
        userIdOf: async (connection) => (await options.userIdOf(connection, agent)) ?? null,
        timeoutMs,
        sampleRate,
        onFault,
      });
    }
  }
  return Remembering as VoiceAgentClass as Base;
}
