import type { MemoAirLiveKitAgentOptions, MemoAirLiveKitEnvOptions } from './livekit-agent-options.ts';

/** As much of an item of a chat as is used: a message, a tool's call, a handoff. */
export interface LivekitChatItem {
  readonly id: string;
  readonly type: string;
}

/** As much of a message as is used. */
export interface LivekitMessage extends LivekitChatItem {
  readonly role: string;
  readonly textContent?: string | undefined;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Whether the user cut it off; its text goes as far as was heard. */
  readonly interrupted: boolean;
}

/** As much of a ChatContext as is used. */
export interface LivekitChatContext {
  readonly items: LivekitChatItem[];
  copy(): LivekitChatContext;
}

/** As much of an AgentSession as is used. */
export interface LivekitSession {
  on(event: string, listener: (...args: never[]) => void): unknown;
  off(event: string, listener: (...args: never[]) => void): unknown;
}

/** As much of an Agent as is used. Its session is there while it runs; before and after, asking for it throws. */
export interface LivekitAgent {
  readonly session: LivekitSession;
  onEnter(): Promise<void>;
  onExit(): Promise<void>;
  onUserTurnCompleted(chatCtx: LivekitChatContext, newMessage: LivekitMessage): Promise<void>;
  llmNode(chatCtx: LivekitChatContext, toolCtx: unknown, modelSettings: unknown): Promise<unknown>;
}

/** The part of `@livekit/agents` that an agent with a memory is made of. */
export interface LivekitAgentsPackage {
  readonly voice: { readonly Agent: new (options: never) => LivekitAgent };
  readonly llm: {
    readonly ChatMessage: { create(init: { id: string; role: 'system'; content: string; createdAt: number }): LivekitChatItem };
  };
  getJobContext(required: false): { addShutdownCallback(callback: () => Promise<void>): void } | undefined;
}

/**
 * What the package's own agents are made with; `instructions` may be left out. Tools are those of any user data: the package's
 * type has a parameter for it, which cannot be handed on from here.
 */
export type AgentOptionsOf<A extends LivekitAgentsPackage> = Omit<FirstOf<A['voice']['Agent']>, 'instructions' | 'tools'> & {
  readonly instructions?: FirstOf<A['voice']['Agent']>['instructions'] | undefined;
  readonly tools?: FirstOf<A['voice']['Agent']>['tools'] | readonly object[] | undefined;
};

type FirstOf<C extends new (options: never) => unknown> = { instructions?: unknown; tools?: unknown } & ConstructorParameters<C>[0];

/** What an agent with a memory has beside what every agent has. */
export interface WithMemory {
  /**
   * Saves the turn that this answer ends. Needed only where the agent's hooks are called without a session: a session tells of
   * answers by itself, and this does nothing.
   */
  onAgentResponseCompleted(chatCtx: LivekitChatContext, newMessage: LivekitMessage): Promise<void>;
  /**
   * Resolves when what was said is saved, or was tried, and the memory is closed; never rejects. LiveKit's session and job call
   * it by themselves when they end. Idempotent.
   */
  closeMemory(): Promise<void>;
}

/** The class that `memoAirLiveKit` makes: an agent of this package, with a memory. */
export interface MemoAirLiveKitAgentClass<A extends LivekitAgentsPackage> {
  /** @throws TypeError when it is not said whose memory it is */
  new (options: MemoAirLiveKitAgentOptions & AgentOptionsOf<A>): InstanceType<A['voice']['Agent']> & WithMemory;
  /**
   * Reads MEMOAIR_API_KEY, MEMOAIR_PROJECT_ID and MEMOAIR_AGENT_ID; MEMOAIR_USER_ID, MEMOAIR_BASE_URL and MEMOAIR_ORG_ONLY (1,
   * true, yes or on) where they are set.
   *
   * @throws TypeError that names what is missing
   */
  fromEnv<Made>(
    this: new (options: MemoAirLiveKitAgentOptions & AgentOptionsOf<A>) => Made,
    options?: MemoAirLiveKitEnvOptions & AgentOptionsOf<A>,
    env?: Readonly<Record<string, string | undefined>>,
  ): Made;
}
