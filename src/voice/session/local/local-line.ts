import type { TurnDetectionSettings } from '../settings.ts';
import type { TransportConfig, TransportEvent, VoiceLine } from '../transport.ts';
import type { AnswerText, Recognition, RecognizerListener, SpeechSynthesizer } from './engines.ts';

export interface LocalLineOptions {
  readonly answer: AnswerText;
  readonly synthesizer: SpeechSynthesizer;
  readonly config: TransportConfig;
  readonly onEvent: (event: TransportEvent) => void;
  readonly bargeIn: boolean | undefined;
}

/** Where a sentence ends: what is spoken begins before all of it is there. */
const SENTENCE = /^[\s\S]*?[.!?…](?=\s)/;

/** One conversation by engines on this machine. */
export class LocalLine implements VoiceLine, RecognizerListener {
  readonly #options: LocalLineOptions;
  #recognition: Recognition | null = null;
  #detects: boolean;
  #answering: AbortController | null = null;
  /** Whether the recognizer's utterance has begun; whether an answer to it was asked for. */
  #hearing = false;
  #asked = false;
  #said = '';
  #count = 0;
  #utterances = 0;

  constructor(options: LocalLineOptions) {
    this.#options = options;
    this.#detects = options.config.turnDetection !== null;
  }

  begin(recognition: Recognition): void {
    this.#recognition = recognition;
  }

  append(samples: Int16Array): void {
    this.#recognition?.push?.(samples);
  }

  commit(): void {
    this.#asked = true;
    this.#recognition?.finish();
  }

  ask(): void {
    void this.#answer(this.#said);
  }

  cancel(): void {
    this.#asked = false;
    this.#answering?.abort();
    this.#answering = null;
  }

  // whoever answers keeps its own account of what was said
  truncate(): void {}
  toolOutput(): void {}

  turnDetection(settings: TurnDetectionSettings | null): void {
    this.#detects = settings !== null;
  }

  async close(): Promise<void> {
    this.cancel();
    this.#recognition?.stop();
    this.#recognition = null;
  }

  partial(text: string): void {
    if (this.#deaf || text === '') return;
    this.#begins();
    this.#options.onEvent({ type: 'transcript', role: 'user', itemId: this.#item, text, final: false });
  }

  final(text: string): void {
    if (this.#deaf) return;
    if (text !== '') this.#begins();
    const { onEvent } = this.#options;
    if (text !== '') onEvent({ type: 'transcript', role: 'user', itemId: this.#item, text, final: true });
    const turn = this.#asked || (this.#detects && this.#hearing);
    if (this.#detects && this.#hearing) onEvent({ type: 'speechEnded', atMs: null });
    this.#hearing = false;
    this.#asked = false;
    this.#said = text;
    if (turn) void this.#answer(text);
  }

  failed(reason: string): void {
    this.#options.onEvent({ type: 'fault', what: 'the recognizer failed', reason });
  }

  /** It hears its own answer. */
  get #deaf(): boolean {
    const { bargeIn = this.#recognition?.push !== undefined } = this.#options;
    return this.#answering !== null && !bargeIn;
  }

  get #item(): string {
    return `user_${this.#utterances}`;
  }

  #begins(): void {
    if (this.#hearing) return;
    this.#hearing = true;
    this.#utterances++;
    if (!this.#detects) return;
    this.#answering?.abort();
    this.#answering = null;
    this.#options.onEvent({ type: 'speechStarted', atMs: null });
  }

  async #answer(text: string): Promise<void> {
    this.#answering?.abort();
    const abort = (this.#answering = new AbortController());
    const responseId = `answer_${++this.#count}`;
    const { onEvent } = this.#options;
    const tell = (event: TransportEvent): void => {
      if (!abort.signal.aborted) onEvent(event);
    };
    tell({ type: 'responseStarted', responseId });
    let failed = false;
    try {
      if (text !== '') await this.#speakAll(text, responseId, abort.signal, tell);
    } catch (thrown) {
      failed = true;
      tell({ type: 'fault', what: 'answer or the synthesizer failed', reason: thrown instanceof Error ? thrown.name : 'Error' });
    }
    tell({ type: 'responseDone', responseId, failed });
    if (this.#answering === abort) this.#answering = null;
  }

  /** Speaks sentence by sentence while the next is still being written. */
  async #speakAll(question: string, responseId: string, signal: AbortSignal, tell: (event: TransportEvent) => void): Promise<void> {
    const { answer, config } = this.#options;
    const of = { responseId, itemId: responseId };
    let written = '';
    let spoken = 0;
    let speaking: Promise<void> = Promise.resolve();
    const speak = (sentence: string): void => {
      spoken += sentence.length;
      const words = sentence.trim();
      if (words !== '') speaking = speaking.then(() => this.#speak(words, of, signal, tell));
      // told where it is waited for
      speaking.catch(() => undefined);
    };
    for await (const piece of pieces(await answer(question, { instructions: config.instructions, signal }))) {
      if (signal.aborted) return;
      if (written === '') tell({ type: 'audio', ...of, samples: new Int16Array() });
      written += piece;
      tell({ type: 'transcript', role: 'assistant', ...of, text: written, final: false });
      for (let sentence = SENTENCE.exec(written.slice(spoken)); sentence; sentence = SENTENCE.exec(written.slice(spoken))) speak(sentence[0]);
    }
    speak(written.slice(spoken));
    await speaking;
    tell({ type: 'transcript', role: 'assistant', ...of, text: written, final: true });
  }

  async #speak(
    text: string,
    of: { readonly responseId: string; readonly itemId: string },
    signal: AbortSignal,
    tell: (event: TransportEvent) => void,
  ): Promise<void> {
    if (signal.aborted) return;
    const { voice, language } = this.#options.config;
    for await (const samples of this.#options.synthesizer.speak(text, { voice, language, signal })) {
      if (signal.aborted) return;
      tell({ type: 'audio', ...of, samples });
    }
  }
}

async function* pieces(answer: AsyncIterable<string> | string): AsyncGenerator<string, void, undefined> {
  if (typeof answer === 'string') yield answer;
  else yield* answer;
}
