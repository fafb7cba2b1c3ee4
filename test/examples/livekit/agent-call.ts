import { fileURLToPath } from 'node:url';
import type { LivekitAgent, LivekitChatContext } from '../../../src/integrations/livekit-agent.ts';
import { linesOf } from '../../integrations/livekit-agent/call.ts';
import type { Agents, Asked } from '../../integrations/livekit-agent/package-of-agents.ts';

const EXAMPLE = fileURLToPath(new URL('../../../demo/examples/livekit-rpc-memory/', import.meta.url));
const TURN_MS = 20_000;

interface RpcCall {
  readonly destinationIdentity: string;
  readonly method: string;
  readonly payload: string;
}

/** As much of a room as the example's agent uses. */
interface AgentRoom {
  readonly localParticipant: { performRpc(call: RpcCall): Promise<string> };
}

type PageMemoryAgent = new (options: { room: AgentRoom; identity: string; instructions: string }) => LivekitAgent;
type SpeechEvent = { readonly type: number; readonly alternatives?: readonly object[] };

/** What the model is asked when the example's agent hears a sentence, in a real session of LiveKit's package. */
export async function askedAfter(sentence: string, room: AgentRoom): Promise<readonly (readonly [string, string])[]> {
  const load = async (path: string): Promise<object> => (await import(/* @vite-ignore */ EXAMPLE + path)) as object;
  const agents = (await load('node_modules/@livekit/agents/dist/index.js')) as Agents & { initializeLogger(options: object): void };
  agents.initializeLogger({ pretty: false, level: 'silent' });
  const made = (await load('page-memory-agent.js')) as { readonly PageMemoryAgent: PageMemoryAgent };

  let hear: (event: SpeechEvent) => void = () => undefined;
  class Listening extends made.PageMemoryAgent {
    async sttNode(): Promise<ReadableStream<SpeechEvent>> {
      return new ReadableStream({ start: (to) => void (hear = (event) => to.enqueue(event)) });
    }
  }
  let asked: (chatCtx: LivekitChatContext) => void = () => undefined;
  class RecordingLLM extends agents.voice.testing.FakeLLM {
    override chat(request: Asked): object {
      asked(request.chatCtx);
      return super.chat(request);
    }
  }
  class Recogniser extends agents.stt.STT {
    readonly label = 'scripted';
  }
  const session = new agents.voice.AgentSession({
    llm: new RecordingLLM([{ input: sentence, content: 'Bruno.' }]),
    stt: new Recogniser({ streaming: true, interimResults: true }),
    tts: null,
    vad: null,
    turnHandling: { turnDetection: 'stt', endpointing: { minDelay: 0, maxDelay: 0 }, preemptiveGeneration: { enabled: false } },
  });
  await session.start({ agent: new Listening({ room, identity: 'ada', instructions: 'Be kind.' }), record: false });
  const answer = new Promise<readonly (readonly [string, string])[]>((resolve, reject) => {
    asked = (chatCtx) => resolve(linesOf(chatCtx));
    setTimeout(() => reject(new Error('The model was not asked.')), TURN_MS).unref();
  });
  const { START_OF_SPEECH, FINAL_TRANSCRIPT, END_OF_SPEECH } = agents.stt.SpeechEventType;
  hear({ type: START_OF_SPEECH });
  hear({ type: FINAL_TRANSCRIPT, alternatives: [{ language: 'en', text: sentence, startTime: 0, endTime: 0, confidence: 1 }] });
  hear({ type: END_OF_SPEECH });
  try {
    return await answer;
  } finally {
    await session.close();
  }
}
