import { vi } from 'vitest';
import {
  memoAirLiveKit,
  type LivekitAgent,
  type LivekitChatContext,
  type LivekitMessage,
  type MemoAirLiveKitAgentOptions,
  type WithMemory,
} from '../../../src/integrations/livekit-agent.ts';
import type { MemoryFarSide } from './memory-far-side.ts';
import type { Agents, Asked, RealSession, Reply } from './package-of-agents.ts';

/** Milliseconds for a recall on a machine that does other things too. */
export const PATIENT = 20_000;

const RATE = 24_000;

export interface CallOptions {
  readonly memory: MemoryFarSide;
  readonly replies: readonly Reply[];
  readonly searchTimeoutMs?: number;
  /** Whether the model begins before the user has finished. Default true, as LiveKit's. */
  readonly preemptive?: boolean;
  /** Every agent's options, and those of the memory. */
  readonly agent?: object;
  /** Whether answers are played until someone cuts them. */
  readonly endless?: boolean;
}

type Line = readonly [role: string, text: string];
type SpeechEvent = { readonly type: number; readonly alternatives?: readonly object[] };

/** A call over LiveKit's own session: what the user says comes as a recogniser's events, what is answered goes to an ear. */
export class Call {
  readonly session: RealSession;
  readonly agent: LivekitAgent & WithMemory;
  /** What the model was asked, each time. */
  readonly asked: (readonly Line[])[] = [];
  readonly faults: (readonly [string, string])[] = [];
  /** What an ear has heard when it is cut off. */
  heard = '';
  readonly #agents: Agents;
  readonly #options: CallOptions;
  #hear: (event: SpeechEvent) => void = () => undefined;

  constructor(agents: Agents, options: CallOptions) {
    this.#agents = agents;
    this.#options = options;
    const { replies, preemptive = true } = options;
    const asks = (asked: Asked): void => void this.asked.push(linesOf(asked.chatCtx));
    class RecordingLLM extends agents.voice.testing.FakeLLM {
      override chat(asked: Asked): object {
        asks(asked);
        return super.chat(asked);
      }
    }
    class Recogniser extends agents.stt.STT {
      readonly label = 'scripted';
    }
    this.agent = this.newAgent();
    this.session = new agents.voice.AgentSession({
      llm: new RecordingLLM(replies),
      stt: new Recogniser({ streaming: true, interimResults: true }),
      tts: null,
      vad: null,
      turnHandling: { turnDetection: 'stt', endpointing: { minDelay: 0, maxDelay: 0 }, preemptiveGeneration: { enabled: preemptive } },
    });
    this.session.output.audio = this.#ear();
  }

  static async open(agents: Agents, options: CallOptions): Promise<Call> {
    const call = new Call(agents, options);
    await call.session.start({ agent: call.agent, record: false });
    return call;
  }

  /** Another agent with the same memory. */
  newAgent(more: object = {}): LivekitAgent & WithMemory {
    const { memory, searchTimeoutMs = PATIENT, agent } = this.#options;
    const { MemoAirLiveKitAgent } = memoAirLiveKit(this.#agents);
    const speech = (): ReadableStream<SpeechEvent> => new ReadableStream({ start: (to) => void (this.#hear = (event) => to.enqueue(event)) });
    const frame = (): object => new this.#agents.AudioFrame(new Int16Array(RATE / 50), RATE, 1, RATE / 50);
    class Assistant extends (MemoAirLiveKitAgent as unknown as new (options: MemoAirLiveKitAgentOptions) => LivekitAgent & WithMemory) {
      async sttNode(): Promise<ReadableStream<SpeechEvent>> {
        return speech();
      }

      async ttsNode(text: ReadableStream<string>): Promise<ReadableStream<object>> {
        return text.pipeThrough(new TransformStream<string, object>({ transform: () => undefined, flush: (to) => to.enqueue(frame()) }));
      }
    }
    const onFault = (...fault: [string, string]): void => void this.faults.push(fault);
    return new Assistant({ client: memory.client(), userId: 'ada', searchTimeoutMs, onFault, ...agent, ...more });
  }

  /** The user says this. A recogniser is sure of the words a moment before it knows that the user has finished. */
  says(text: string, final: string = text): void {
    const { START_OF_SPEECH, INTERIM_TRANSCRIPT, PREFLIGHT_TRANSCRIPT, FINAL_TRANSCRIPT, END_OF_SPEECH } = this.#agents.stt.SpeechEventType;
    const alternatives = (words: string): readonly object[] => [{ language: 'en', text: words, startTime: 0, endTime: 0, confidence: 1 }];
    this.#hear({ type: START_OF_SPEECH });
    this.#hear({ type: INTERIM_TRANSCRIPT, alternatives: alternatives(text.slice(0, text.length / 2)) });
    this.#hear({ type: PREFLIGHT_TRANSCRIPT, alternatives: alternatives(text) });
    this.#hear({ type: FINAL_TRANSCRIPT, alternatives: alternatives(final) });
    this.#hear({ type: END_OF_SPEECH });
  }

  /** What the history says that the agent has said, once it says so much. */
  answers(count: number): Promise<string[]> {
    return vi.waitFor(() => {
      const said = linesOf(this.session.history).filter(([role]) => role === 'assistant');
      if (said.length < count) throw new Error(`There are ${said.length} answers.`);
      return said.map(([, text]) => text);
    });
  }

  async hangUp(): Promise<void> {
    await this.session.close();
    await this.agent.closeMemory();
  }

  #ear(): object {
    const heard = (): string => this.heard;
    const endless = this.#options.endless ?? false;
    class Ear extends this.#agents.voice.AudioOutput {
      #playing = false;

      override async captureFrame(sound: object): Promise<void> {
        await super.captureFrame(sound);
        if (!this.#playing) this.onPlaybackStarted(Date.now());
        this.#playing = true;
      }

      override flush(): void {
        super.flush();
        if (!endless) this.#finish(false);
      }

      override clearBuffer(): void {
        this.#finish(true);
      }

      #finish(interrupted: boolean): void {
        if (!this.#playing) return;
        this.#playing = false;
        this.onPlaybackFinished({ playbackPosition: 0.02, interrupted, ...(interrupted ? { synchronizedTranscript: heard() } : {}) });
      }
    }
    return new Ear(RATE);
  }
}

/** The messages of a chat. */
export function linesOf(chatCtx: LivekitChatContext): Line[] {
  return chatCtx.items.filter((item): item is LivekitMessage => item.type === 'message').map(({ role, textContent }) => [role, textContent ?? '']);
}
