/**
 * Memory for agents of `@livekit/agents`, LiveKit's framework for voice agents in Node.
 *
 * @module
 */
import { MemoAirVoiceAgent } from '../client/agent.ts';
import { AgentMemory } from './livekit-agent-memory.ts';
import { memoryOfCall, type MemoAirLiveKitAgentOptions, type MemoAirLiveKitEnvOptions } from './livekit-agent-options.ts';
import type { LivekitAgent, LivekitAgentsPackage, LivekitChatContext, LivekitMessage, MemoAirLiveKitAgentClass, WithMemory } from './livekit-agent-types.ts';

export type { MemoAirLiveKitAgentOptions, MemoAirLiveKitEnvOptions } from './livekit-agent-options.ts';
export type {
  AgentOptionsOf,
  LivekitAgent,
  LivekitAgentsPackage,
  LivekitChatContext,
  LivekitChatItem,
  LivekitMessage,
  LivekitSession,
  MemoAirLiveKitAgentClass,
  WithMemory,
} from './livekit-agent-types.ts';

/** Every agent's options, as far as they are not the memory's. */
type Options = MemoAirLiveKitAgentOptions & { readonly instructions?: unknown };

/**
 * Gives the class MemoAirLiveKitAgent: an Agent of LiveKit's package whose user is remembered. What helps to answer is in front
 * of the model before its first word, also where it begins before the user has finished. Each turn is saved with what was heard
 * of the answer. The memory closes when the session does, or when another agent has taken over. A memory that is slow,
 * failing or gone leaves the call as it would be without one.
 *
 * A subclass that overrides `onEnter`, `onExit`, `onUserTurnCompleted` or `llmNode` calls super's.
 *
 * @param agents the package, as it is imported
 * @example
 * ```ts
 * import * as agents from '@livekit/agents';
 * import { memoAirLiveKit } from 'memoair-web/integrations/livekit-agent';
 *
 * const { MemoAirLiveKitAgent } = memoAirLiveKit(agents);
 * const agent = MemoAirLiveKitAgent.fromEnv({ userId: participant.identity, instructions: 'You answer the telephone.' });
 * await session.start({ agent, room: ctx.room });
 * ```
 */
export function memoAirLiveKit<A extends LivekitAgentsPackage>(agents: A): { readonly MemoAirLiveKitAgent: MemoAirLiveKitAgentClass<A> } {
  const Agent = agents.voice.Agent as new (options: object) => LivekitAgent;
  class MemoAirLiveKitAgent extends Agent implements WithMemory {
    readonly #memory: AgentMemory;

    constructor(options: Options) {
      const { apiKey, projectId, agentId, userId, cloudBaseUrl, agent, client, searchTimeoutMs, orgOnly, onFault, ...own } = options;
      const memory = memoryOfCall({ apiKey, projectId, agentId, userId, cloudBaseUrl, agent, client, searchTimeoutMs, orgOnly, onFault });
      super({ ...own, instructions: own.instructions ?? '' });
      this.#memory = new AgentMemory(this, agents, memory);
    }

    static fromEnv<Made>(
      this: new (options: Options) => Made,
      options: MemoAirLiveKitEnvOptions = {},
      env?: Readonly<Record<string, string | undefined>>,
    ): Made {
      return new this({ ...options, agent: MemoAirVoiceAgent.fromEnv(env) });
    }

    override async onEnter(): Promise<void> {
      await super.onEnter();
      await this.#memory.enter();
    }

    override async onUserTurnCompleted(chatCtx: LivekitChatContext, newMessage: LivekitMessage): Promise<void> {
      await this.#memory.turnCompleted(chatCtx, newMessage);
      await super.onUserTurnCompleted(chatCtx, newMessage);
    }

    override async llmNode(chatCtx: LivekitChatContext, toolCtx: unknown, modelSettings: unknown): Promise<unknown> {
      return super.llmNode(await this.#memory.forModel(chatCtx), toolCtx, modelSettings);
    }

    async onAgentResponseCompleted(_chatCtx: LivekitChatContext, newMessage: LivekitMessage): Promise<void> {
      await this.#memory.responded(newMessage);
    }

    override async onExit(): Promise<void> {
      await this.#memory.exit();
      await super.onExit();
    }

    closeMemory(): Promise<void> {
      return this.#memory.end();
    }
  }
  return { MemoAirLiveKitAgent: MemoAirLiveKitAgent as unknown as MemoAirLiveKitAgentClass<A> };
}
