// asserted by the compiler, run by no one: the mixin takes what the package makes, and makes what the package's users extend
import { Agent, type Connection } from 'agents';
import { withVoice, type TextSource, type VoiceTurnContext } from 'agents/voice';
import { withMemory, type CallMemory, type HasMemory } from '../../../../src/integrations/cloudflare-agents.ts';

interface Env extends Cloudflare.Env {
  readonly GREETING: string;
}

interface Known {
  readonly userId: string;
}

declare const memory: CallMemory;
const VoiceAgent = withVoice(Agent);

const Remembering = withMemory(VoiceAgent, { memory, userIdOf: (connection: Connection<Known>) => connection.state?.userId });
export class Direct extends Remembering<Env, { calls: number }> {
  override async onTurn(transcript: string, { messages, memory: { contextText }, signal }: VoiceTurnContext & HasMemory): Promise<string> {
    return `${this.env.GREETING} ${transcript} ${messages.length} ${contextText} ${signal.aborted} ${this.state.calls}`;
  }
}

export class Unaware extends withMemory(VoiceAgent, { memory, userIdOf: async (_, agent) => agent.name })<Env> {
  override async onTurn(transcript: string, { signal }: VoiceTurnContext): Promise<TextSource> {
    return signal.aborted ? '' : transcript;
  }
  override onCallStart(connection: Connection): Promise<void> {
    return this.speak(connection, this.env.GREETING);
  }
}

class Own extends VoiceAgent<Env> {
  readonly callMemory = memory;
}
export class OfItsOwn extends withMemory(Own, { memoryFor: (agent) => agent.callMemory, userIdOf: (_, agent) => agent.name }) {}

// @ts-expect-error who speaks is not guessed
withMemory(VoiceAgent, { memory });
// @ts-expect-error an agent without a voice has no turns
withMemory(Agent, { memory, userIdOf: () => 'ada' });
// @ts-expect-error there is one memory
withMemory(VoiceAgent, { memory, memoryFor: () => memory, userIdOf: () => 'ada' });
