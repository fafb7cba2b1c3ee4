// asserted by the compiler, run by no one: the class is one of the package's agents, and is made, extended and used as one
import * as agents from '@livekit/agents';
import { memoAirLiveKit, type MemoAirLiveKitAgentClass } from '../../../../src/integrations/livekit-agent.ts';

const { MemoAirLiveKitAgent } = memoAirLiveKit(agents);

interface Account {
  readonly number: string;
}

const tool = agents.llm.tool({
  name: 'number',
  description: 'The number of the account.',
  parameters: { type: 'object', properties: {} },
  execute: async (_args, { ctx }: agents.llm.ToolOptions<Account>) => ctx.session.userData.number,
});

class Clerk extends MemoAirLiveKitAgent {
  readonly desk: string;

  constructor(desk: string, userId: string) {
    super({ projectId: 'p', agentId: 'a', apiKey: 'k', userId, instructions: 'Be kind.', tools: [tool], llm: new agents.voice.testing.FakeLLM([]) });
    this.desk = desk;
  }

  override async onEnter(): Promise<void> {
    await super.onEnter();
    this.session.generateReply({ instructions: 'Greet.' });
  }

  override async onUserTurnCompleted(chatCtx: agents.llm.ChatContext, newMessage: agents.llm.ChatMessage): Promise<void> {
    await super.onUserTurnCompleted(chatCtx, newMessage);
    if (newMessage.textContent === '') throw new agents.voice.StopResponse();
  }

  override llmNode(
    chatCtx: agents.llm.ChatContext,
    toolCtx: agents.llm.ToolContext,
    settings: agents.voice.ModelSettings,
  ): ReturnType<agents.voice.Agent['llmNode']> {
    return super.llmNode(chatCtx, toolCtx, settings);
  }
}

export async function take(session: agents.voice.AgentSession<Account>, ctx: agents.JobContext): Promise<agents.voice.Agent[]> {
  const clerk = new Clerk('1', 'ada');
  const fromEnv = MemoAirLiveKitAgent.fromEnv({ userId: 'ada', instructions: 'Be kind.', searchTimeoutMs: 100 });
  const handoff: agents.voice.Agent = agents.llm.handoff({ agent: fromEnv }).agent;
  await session.start({ agent: clerk, room: ctx.room });
  session.updateAgent(fromEnv);
  session.on(agents.voice.AgentSessionEventTypes.ConversationItemAdded, ({ item }) => {
    if (item.type === 'message') void clerk.onAgentResponseCompleted(session.history, item);
  });
  await clerk.closeMemory();
  // @ts-expect-error -- no option of an agent
  const wrong = new MemoAirLiveKitAgent({ projectId: 'p', agentId: 'a', userId: 'u', instruction: 'Be kind.' });
  const made: MemoAirLiveKitAgentClass<typeof agents> = MemoAirLiveKitAgent;
  return [clerk, fromEnv, handoff, wrong, new made({ userId: 'u' })];
}
