import { memoAirLiveKit, type LivekitAgent, type LivekitAgentsPackage, type MemoAirLiveKitAgentClass } from '../../src/integrations/livekit-agent.ts';

/** An agent that does nothing, for one of LiveKit's: what comes of those is for the tests that install the package. */
class Agent implements LivekitAgent {
  readonly options: { readonly instructions: string };

  constructor(options: { readonly instructions: string }) {
    this.options = options;
  }

  get session(): LivekitAgent['session'] {
    throw new Error('There is no session.');
  }

  async onEnter(): Promise<void> {}
  async onExit(): Promise<void> {}
  async onUserTurnCompleted(..._given: Parameters<LivekitAgent['onUserTurnCompleted']>): Promise<void> {}
  async llmNode(..._given: Parameters<LivekitAgent['llmNode']>): Promise<unknown> {
    return null;
  }
}

const agents = {
  voice: { Agent },
  llm: { ChatMessage: { create: ({ id }) => ({ id, type: 'message' }) } },
  getJobContext: () => undefined,
} satisfies LivekitAgentsPackage;

export const MemoAirLiveKitAgent: MemoAirLiveKitAgentClass<typeof agents> = memoAirLiveKit(agents).MemoAirLiveKitAgent;
export type MemoAirLiveKitAgent = InstanceType<typeof MemoAirLiveKitAgent>;
