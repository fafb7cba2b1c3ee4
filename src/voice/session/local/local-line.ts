import { uuid } from '../../../contract/uuid.ts';
import type { TurnDetectionSettings } from '../settings.ts';
import type { VoiceTool } from '../tools.ts';
import type { TransportConfig, TransportEvent, VoiceLine } from '../transport.ts';
import type { AnswerText, Recognition, RecognizerListener, SpeakOptions, SpeechSynthesizer } from './engines.ts';

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
  #held: boolean;
  #context: string | null = null;
  #tools: readonly VoiceTool[];
  #answering: AbortController | null = null;
  /** Whether the recognizer's utterance has begun; whether an answer to it was asked for. */
  #hearing = false;
  #asked = false;
  /** Turns that were committed and are not understood yet. */
  #behind = 0;
  /** What is not answered yet. */
  #said = '';
  #utterances = 0;

  constructor(options: LocalLineOptions) {
    const { turnDetection, held, tools } = options.config;
    this.#options = options;
    this.#detects = turnDetection !== null;
    this.#held = held;
    this.#tools = tools;
  }

  begin(recognition: Recognition): void {
    this.#recognition = recognition;
  }

  append(samples: Int16Array): void {
    this.#recognition?.push?.(samples);
  }

  commit(): void {
    this.#asked = true;
    this.#behind++;
    this.#recognition?.finish();
  }

  ask(): void {
    const said = this.#said;
    this.#said = '';
    void this.#answer(said);
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

  hold(held: boolean): void {
    this.#held = held;
  }

  context(text: string): void {
    this.#context = text;
  }

  tools(tools: readonly VoiceTool[]): void {
    this.#tools = tools;
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
    this.#behind = Math.max(0, this.#behind - 1);
    if (this.#deaf) return;
    if (text !== '') this.#begins();
    const { onEvent } = this.#options;
    // what was committed since belongs to it: one answer to all
    const goesOn = this.#behind > 0;
    const turn = this.#asked || (this.#detects && this.#hearing);
    if (this.#detects && this.#hearing && !this.#asked) onEvent({ type: 'speechEnded', atMs: null });
    this.#hearing = false;
    if (!goesOn) this.#asked = false;
    this.#said = `${this.#said} ${text}`.trim();
    if (text !== '') onEvent({ type: 'transcript', role: 'user', itemId: this.#item, text, final: true });
    else if (turn) onEvent({ type: 'untranscribed' });
    if (turn && !goesOn && !this.#held) this.ask();
  }

  failed(reason: string): void {
    this.#options.onEvent({ type: 'fault', what: 'the recognizer failed', reason });
  }

  get bargeIn(): boolean {
    return this.#options.bargeIn ?? this.#recognition?.push !== undefined;
  }

  /** It hears its own answer. */
  get #deaf(): boolean {
    return this.#answering !== null && !this.bargeIn;
  }

  get #item(): string {
    return `user_${this.#utterances}`;
  }

  #begins(): void {
    if (this.#hearing) return;
    this.#hearing = true;
    this.#utterances++;
    // what is still understood of a turn that was committed is no other
    if (!this.#detects || this.#asked) return;
    this.#answering?.abort();
    this.#answering = null;
    this.#options.onEvent({ type: 'speechStarted', atMs: null });
  }

  async #answer(text: string): Promise<void> {
    this.#answering?.abort();
    const abort = (this.#answering = new AbortController());
    // what plays it tells answers of several connections apart
    const responseId = uuid();
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
      const from = spoken + sentence.length - sentence.trimStart().length;
      const onSpoken = (chars: number): void => tell({ type: 'spoken', ...of, chars: from + chars });
      spoken += sentence.length;
      const words = sentence.trim();
      if (words !== '') speaking = speaking.then(() => this.#speak(words, of, tell, { signal, onSpoken }));
      // told where it is waited for
      speaking.catch(() => undefined);
    };
    for await (const piece of pieces(await answer(question, { instructions: config.instructions, context: this.#context, tools: this.#tools, signal }))) {
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
    tell: (event: TransportEvent) => void,
    { signal, onSpoken }: Pick<SpeakOptions, 'signal' | 'onSpoken'>,
  ): Promise<void> {
    if (signal.aborted) return;
    const { voice, language } = this.#options.config;
    let played = true;
    for await (const samples of this.#options.synthesizer.speak(text, { voice, language, signal, onSpoken })) {
      if (signal.aborted) return;
      played = false;
      tell({ type: 'audio', ...of, samples });
    }
    if (played) onSpoken(text.length);
  }
}

async function* pieces(answer: AsyncIterable<string> | string): AsyncGenerator<string, void, undefined> {
  if (typeof answer === 'string') yield answer;
  else yield* answer;
}
