import {
  browserRecognizer,
  localVoice,
  microphone,
  SessionState,
  VoiceSession,
  type AudioSource,
  type SpeechRecognizer,
} from '../../src/voice/session/index.ts';
import type { Conversation, Reply } from '../conversation.ts';
import { DeviceEars, THRESHOLD, type Understood } from './device-ears.ts';
import { SAMPLE_RATE } from './sample-rate.ts';
import { startEngine } from './engine/start-engine.ts';
import type { Preparation } from './engine/voice-engine.ts';
import { installBrowserRecogniser, type RecogniserId } from './recognisers.ts';
import { speaker } from './speaker.ts';
import { askForMicrophone, wordsForVoice } from './voice-faults.ts';

/** So much silence ends a turn, in milliseconds. */
const SILENCE_MS = 600;

/** Where a spoken conversation is. */
export type TalkState = 'listening' | 'hearing' | 'thinking' | 'speaking';

const STATES: Readonly<Partial<Record<SessionState, TalkState>>> = {
  connected: 'listening',
  listening: 'hearing',
  processing: 'thinking',
  speaking: 'speaking',
};

/** What a talk is held with. */
export interface TalkOptions {
  readonly recogniser: RecogniserId;
  readonly conversation: Conversation;
  /** Whether answers are read aloud. */
  readonly aloud: () => boolean;
  /** Whether whoever speaks interrupts an answer. */
  readonly interrupts: () => boolean;
  readonly onPreparation: (preparation: Preparation) => void;
  readonly onState: (state: TalkState) => void;
  /** How loud it is, 0 to 1, many times a second. */
  readonly onLevel: (level: number) => void;
  readonly onWords: (text: string, final: boolean) => void;
  /** What went wrong and did not end the talk. */
  readonly onFault: (words: string) => void;
  /** It ended by itself. */
  readonly onEnd: () => void;
}

/** A turn to keep. */
interface Told {
  readonly reply: Reply;
  readonly heard: string;
}

/** A talk that is going on. */
export interface Talk {
  /** Ends it, and lets go of microphone and model. What was said last is kept, and what was heard of an answer. */
  stop(): Promise<void>;
}

/**
 * Begins to listen: what is said is replied to by the conversation, and of each answer is kept what was heard.
 *
 * @throws Error that says what to do, or the signal's reason
 */
export async function startTalk(options: TalkOptions, signal: AbortSignal): Promise<Talk> {
  await askForMicrophone();
  signal.throwIfAborted();
  const talk = new SpokenTalk(options);
  try {
    await talk.start(signal);
    return talk;
  } catch (thrown) {
    await talk.stop();
    signal.throwIfAborted();
    throw new Error(wordsForVoice(thrown), { cause: thrown });
  }
}

class SpokenTalk implements Talk {
  readonly #options: TalkOptions;
  #session: VoiceSession | null = null;
  #ears: DeviceEars | null = null;
  #closeEngine: () => void = () => undefined;
  /** What was said and not answered: whoever goes on speaking after a pause says one thing. */
  #said: string[] = [];
  /** What is being said, as far as it is understood. */
  #partial = '';
  /** What is being told, and not kept yet. */
  #reply: Reply | null = null;
  #toKeep: Told[] = [];
  #understood: Understood | null = null;

  constructor(options: TalkOptions) {
    this.#options = options;
  }

  async start(signal: AbortSignal): Promise<void> {
    const { recogniser, onState, onWords, onEnd, conversation } = this.#options;
    const session = recogniser === 'device' ? await this.#deviceSession(signal) : await this.#browserSession(recogniser, signal);
    this.#session = session;
    session.on('stateChanged', (state) => {
      const shown = STATES[state];
      if (shown) onState(shown);
    });
    session.on('transcriptPartial', (text, { role }) => {
      if (role !== 'user') return;
      this.#partial = text;
      onWords(text, false);
      conversation.hint(text);
    });
    session.on('transcriptAvailable', (text, { role }) => {
      if (role !== 'user') return;
      this.#partial = '';
      this.#said.push(text);
      onWords(text, true);
    });
    session.on('answerHeard', (heard) => this.#keep(heard));
    await session.connect({ signal });
    session.on('disconnected', (reason) => {
      if (reason) onEnd();
    });
  }

  async stop(): Promise<void> {
    // before the session lets go of it
    const last = this.#ears?.last() ?? this.#partial;
    this.#partial = '';
    await this.#session?.disconnect();
    const words = await last;
    this.#closeEngine();
    if (words !== '') this.#said.push(words);
    this.#keep('');
    if (this.#said.length === 0) return;
    // what went wrong is shown by the conversation
    this.#reply = await this.#replyToAll().catch(() => null);
    this.#keep('');
  }

  async #deviceSession(signal: AbortSignal): Promise<VoiceSession> {
    const { engine, close } = await startEngine(this.#options.onPreparation, signal);
    this.#closeEngine = close;
    const ears = (this.#ears = new DeviceEars({
      engine,
      deaf: () => this.#session?.state === SessionState.SPEAKING && !this.#options.interrupts(),
      onUnderstood: (understood) => (this.#understood = understood),
    }));
    const session = this.#newSession(ears, { speechModel: ears, microphone: metered(microphone(), this.#options.onLevel) });
    session.configureTurnDetection({ threshold: THRESHOLD, silenceDuration: SILENCE_MS });
    return session;
  }

  async #browserSession(recogniser: RecogniserId, signal: AbortSignal): Promise<VoiceSession> {
    const onDevice = recogniser === 'browser';
    if (onDevice) await installBrowserRecogniser();
    signal.throwIfAborted();
    return this.#newSession(browserRecognizer({ onDevice }), {});
  }

  #newSession(recognizer: SpeechRecognizer, hearing: { readonly speechModel?: DeviceEars; readonly microphone?: AudioSource }): VoiceSession {
    const { aloud, onFault } = this.#options;
    const answer = (_text: string, { signal }: { readonly signal: AbortSignal }): Promise<string> => this.#answer(signal);
    return new VoiceSession({
      ...hearing,
      language: 'en',
      transport: localVoice({ recognizer, answer, synthesizer: speaker(aloud), sampleRate: SAMPLE_RATE }),
      onFault: (what, reason) => onFault(`The voice stumbled: ${what} (${reason}). Say it again, or switch the microphone off and on.`),
    });
  }

  async #answer(signal: AbortSignal): Promise<string> {
    const reply = await this.#replyToAll();
    this.#measure();
    this.#reply = reply;
    // the person went on speaking: nothing of it was heard
    if (signal.aborted) this.#keep('');
    return reply.answer;
  }

  /** To all that was said; where that fails it is part of what is said next. */
  async #replyToAll(): Promise<Reply> {
    const said = this.#said.splice(0);
    try {
      return await this.#options.conversation.reply(said.join(' '));
    } catch (thrown) {
      this.#said.unshift(...said);
      throw thrown;
    }
  }

  #keep(heard: string): void {
    const reply = this.#reply;
    this.#reply = null;
    if (reply) this.#toKeep.push({ reply, heard });
    // one that could not be kept is tried again with the next
    for (const told of this.#toKeep.splice(0)) void this.#keepTurn(told);
  }

  async #keepTurn(told: Told): Promise<void> {
    try {
      await this.#options.conversation.keep(told.reply, told.heard);
    } catch (thrown) {
      this.#toKeep.push(told);
      this.#options.onFault(wordsForVoice(thrown));
    }
  }

  /** From the end of speech to an answer, as measures that the browser's own tools show. */
  #measure(): void {
    const [now, understood] = [performance.now(), this.#understood];
    this.#understood = null;
    if (!understood) return;
    const { lastSpeechAt, endedAt, textAt } = understood;
    performance.measure('voice: silence', { start: lastSpeechAt, end: endedAt });
    performance.measure('voice: recognition', { start: endedAt, end: textAt });
    performance.measure('voice: recall', { start: textAt, end: now });
    performance.measure('voice: answer', { start: lastSpeechAt, end: now });
  }
}

/** Tells how loud it is beside. */
function metered(source: AudioSource, onLevel: (level: number) => void): AudioSource {
  return {
    start: (onAudio, signal) =>
      source.start((samples, sampleRate) => {
        onLevel(levelOf(samples));
        onAudio(samples, sampleRate);
      }, signal),
  };
}

/** Of -60 dB to 0. */
function levelOf(samples: Int16Array): number {
  const power = samples.reduce((sum, sample) => sum + (sample / 32_768) ** 2, 0) / Math.max(1, samples.length);
  return Math.min(1, Math.max(0, 1 + Math.log10(power + 1e-12) / 6));
}
