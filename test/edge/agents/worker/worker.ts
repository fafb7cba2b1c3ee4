import { Agent, routeAgentRequest, type Connection, type ConnectionContext } from 'agents';
import { withVoice, type TextSource, type VoiceTurnContext } from 'agents/voice';
import { memoryWorker, type MemoryObjectEnv, type MemoryWorkerEnv } from '../../../../src/edge/index.ts';
import { answerMemory, withMemory, type CallMemory, type HasMemory } from '../../../../src/integrations/cloudflare-agents.ts';
import { SAMPLE_RATE, scriptedTranscriber, scriptedVoice } from './providers.ts';

export { MemoryObject, OrgObject } from '../../../../src/edge/index.ts';

type Env = MemoryObjectEnv & MemoryWorkerEnv & { readonly Assistant: DurableObjectNamespace<Assistant> };

/** What answers for a user, in the object of their memory. */
const answerOf = (env: Env, userId: string) => (request: Request) =>
  memoryWorker<Env>({ verify: () => ({ projectId: 'ws_1', userId, agentId: null }) }).fetch(request, env);

/** An agent whose memory is what its name says. */
class Remembering extends withVoice(Agent, { audioFormat: 'pcm16', sampleRate: SAMPLE_RATE })<Env> {
  callMemory(): CallMemory {
    const answers = { down: () => Promise.reject(new Error('down')), hanging: () => new Promise<Response>(() => undefined) };
    const failing = answers[this.name as keyof typeof answers];
    return answerMemory({ workspaceId: 'ws_1', answerFor: (userId) => failing ?? answerOf(this.env, userId) });
  }
}

interface Caller {
  readonly userId: string | null;
}

const Voice = withMemory(Remembering, {
  memoryFor: (agent) => agent.callMemory(),
  userIdOf: (connection) => (connection.state as Caller).userId,
  sampleRate: SAMPLE_RATE,
});

export class Assistant extends Voice {
  override transcriber = scriptedTranscriber;
  override tts = scriptedVoice;

  override onConnect(connection: Connection, { request }: ConnectionContext): void {
    connection.setState({ userId: new URL(request.url).searchParams.get('user') });
  }

  /** The agent says something of itself. */
  override async onMessage(connection: Connection): Promise<void> {
    await this.speak(connection, 'By the way, it rains.');
  }

  /** The model: answers what it is told to, after it said what it was given. */
  override async onTurn(transcript: string, { connection, memory, signal }: VoiceTurnContext & HasMemory): Promise<TextSource> {
    connection.send(JSON.stringify({ type: 'asked', transcript, ...memory, aborted: signal.aborted }));
    const [, answer = ''] = transcript.split('→ ');
    return answer.startsWith('~') ? wordsOf(answer.slice(1)) : answer;
  }
}

async function* wordsOf(text: string): AsyncGenerator<string> {
  for (const word of text.split(/(?<= )/)) {
    yield word;
    await scheduler.wait(10);
  }
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const user = /^\/memory\/([^/]+)(\/.*)$/.exec(new URL(request.url).pathname);
    if (user) return answerOf(env, user[1]!)(new Request(new URL(user[2]!, 'http://127.0.0.1:7878'), request));
    return (await routeAgentRequest(request, env)) ?? new Response('', { status: 404 });
  },
};
