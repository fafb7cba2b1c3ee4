import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LivekitAgent, LivekitAgentsPackage, LivekitChatContext, LivekitMessage } from '../../../src/integrations/livekit-agent.ts';
import { installFrameworks } from '../install.ts';

const MODULES = fileURLToPath(new URL('../node_modules/', import.meta.url));

/** As much of a session as is used. */
export interface RealSession {
  readonly output: { audio: object | null };
  readonly history: LivekitChatContext;
  readonly agentState: string;
  start(options: { agent: LivekitAgent; record: boolean }): Promise<unknown>;
  generateReply(options: { userInput: string }): unknown;
  updateAgent(agent: LivekitAgent): void;
  on(event: string, listener: (event: never) => void): unknown;
  off(event: string, listener: (event: never) => void): unknown;
  close(): Promise<void>;
}

/** What a model is asked. */
export interface Asked {
  readonly chatCtx: LivekitChatContext;
}

export interface RealFakeLLM {
  chat(asked: Asked): object;
}

/** Where an answer is played. */
export interface RealOutput {
  captureFrame(frame: object): Promise<void>;
  flush(): void;
  clearBuffer(): void;
  onPlaybackStarted(at: number): void;
  onPlaybackFinished(options: { playbackPosition: number; interrupted: boolean; synchronizedTranscript?: string }): void;
}

export interface Reply {
  readonly input: string;
  readonly content?: string;
  readonly toolCalls?: readonly { readonly name: string; readonly args: object }[];
}

/** As much of LiveKit's package as is used here; types/ checks the rest. */
export interface Agents extends LivekitAgentsPackage {
  readonly voice: LivekitAgentsPackage['voice'] & {
    readonly AgentSession: new (options: object) => RealSession;
    readonly AudioOutput: new (sampleRate: number) => RealOutput;
    readonly testing: { readonly FakeLLM: new (replies: readonly Reply[]) => RealFakeLLM };
  };
  readonly llm: LivekitAgentsPackage['llm'] & {
    tool(options: object): object;
    readonly ChatContext: { empty(): LivekitChatContext };
    readonly ChatMessage: { create(init: { role: string; content: string; createdAt?: number; interrupted?: boolean }): LivekitMessage };
  };
  readonly stt: {
    readonly STT: new (capabilities: object) => object;
    readonly SpeechEventType: Readonly<
      Record<'START_OF_SPEECH' | 'INTERIM_TRANSCRIPT' | 'PREFLIGHT_TRANSCRIPT' | 'FINAL_TRANSCRIPT' | 'END_OF_SPEECH', number>
    >;
  };
  readonly tts: { readonly TTS: new (sampleRate: number, channels: number, capabilities: object) => object };
  readonly JobContext: new (...made: readonly unknown[]) => { readonly shutdownCallbacks: readonly (() => Promise<void>)[] };
  runWithJobContextAsync<T>(context: object, work: () => Promise<T>): Promise<T>;
  readonly AudioFrame: new (data: Int16Array, sampleRate: number, channels: number, samples: number) => object;
}

/** LiveKit's own package, installed as its lockfile says. */
export async function livekitAgents(): Promise<Agents> {
  await installFrameworks();
  const load = async (path: string): Promise<object> => (await import(/* @vite-ignore */ join(MODULES, path))) as object;
  const [agents, rtc] = await Promise.all([load('@livekit/agents/dist/index.js'), load('@livekit/rtc-node/dist/index.js')]);
  const all = { ...rtc, ...agents } as Agents & { initializeLogger(options: object): void };
  all.initializeLogger({ pretty: false, level: 'silent' });
  return all;
}
