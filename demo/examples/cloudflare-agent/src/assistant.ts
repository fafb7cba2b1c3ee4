import { Agent, type Connection, type ConnectionContext } from 'agents';
import { WorkersAIFluxSTT, WorkersAITTS, withVoice, type Transcriber, type TTSProvider, type VoiceTurnContext } from 'agents/voice';
import { memoryWorker, type MemoryWorkerEnv } from 'memoair-web/edge';
import { answerMemory, withMemory, type CallMemory, type HasMemory } from 'memoair-web/integrations/cloudflare-agents';
import type { MemoryEnv } from './memory-object.ts';

export type Env = MemoryEnv & MemoryWorkerEnv & { readonly Assistant: DurableObjectNamespace<Assistant>; readonly AI?: Ai };

const WORKSPACE = 'ws_1';

const VoiceAgent = withVoice(Agent);

class Speaking extends VoiceAgent<Env> {
  /** Each user's memory is the object of that user, in the same worker. */
  callMemory(): CallMemory {
    const objects = (userId: string) => memoryWorker<Env>({ verify: () => ({ projectId: WORKSPACE, userId, agentId: null }) });
    return answerMemory({ workspaceId: WORKSPACE, answerFor: (userId) => (request) => objects(userId).fetch(request, this.env) });
  }
}

interface Caller {
  readonly userId: string | null;
}

const Remembering = withMemory(Speaking, {
  memoryFor: (agent) => agent.callMemory(),
  userIdOf: (connection) => (connection.state as Caller | null)?.userId,
});

export class Assistant extends Remembering {
  // set where there is Workers AI: without it the agent is written to
  override transcriber?: Transcriber | undefined = this.env.AI && new WorkersAIFluxSTT(this.env.AI);
  override tts?: TTSProvider | undefined = this.env.AI && new WorkersAITTS(this.env.AI);

  override onConnect(connection: Connection, { request }: ConnectionContext): void {
    // in production: the user whom your session cookie or token names. An address is a claim that anybody can make.
    connection.setState({ userId: new URL(request.url).searchParams.get('user') } satisfies Caller);
  }

  override async onTurn(transcript: string, { connection, memory }: VoiceTurnContext & HasMemory): Promise<string> {
    const { contextText } = memory;
    connection.send(JSON.stringify({ type: 'memory', contextText }));
    if (!this.env.AI) return transcript.endsWith('?') ? 'A model would answer here, by what it was told.' : 'Noted.';
    const system = `You speak on the telephone: answer in a sentence. What you know of the user:\n${contextText}`;
    const messages = [
      { role: 'system', content: system },
      { role: 'user', content: transcript },
    ];
    const { response } = (await this.env.AI.run('@cf/meta/llama-3.3-70b-instruct-fp8-fast', { messages })) as { readonly response: string };
    return response;
  }
}
