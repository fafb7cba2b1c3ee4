import type { VoiceTool } from '../tools.ts';

/** What is understood of the user, as it goes on. */
export interface RecognizerListener {
  /** All that was understood of this utterance up to now. */
  partial(text: string): void;
  /** The utterance is over. Empty: nothing was understood. */
  final(text: string): void;
  /** What failed, as a name; it goes on hearing where it can. */
  failed(reason: string): void;
}

/** A recognizer that is at work. */
export interface Recognition {
  /** More of what the user says, at the transport's rate. Left out where the recognizer hears the microphone itself. */
  push?(samples: Int16Array): void;
  /** The user has finished: one `final` follows, also where an earlier one is still to come. */
  finish(): void;
  stop(): void;
}

/** Turns speech into text. */
export interface SpeechRecognizer {
  start(listener: RecognizerListener, options: { readonly language: string; readonly sampleRate: number }): Promise<Recognition> | Recognition;
}

/** How a text is spoken. */
export interface SpeakOptions {
  readonly voice: string;
  readonly language: string;
  /** Ends it at once. */
  readonly signal: AbortSignal;
  /** For one that plays what it speaks: so many characters of the text were spoken by now. Need not be called. */
  readonly onSpoken: (chars: number) => void;
}

/** Turns text into speech. */
export interface SpeechSynthesizer {
  /** Speaks a text: gives its samples at the transport's rate or, where it plays them itself, none, and ends with it. */
  speak(text: string, options: SpeakOptions): AsyncIterable<Int16Array>;
}

/** What an answer may be made of, beside the text. */
export interface AnswerTextOptions {
  readonly instructions: string | null;
  /** What was put before the model: what a memory remembers. Data, not instructions. */
  readonly context: string | null;
  /** May be called, each by its `execute`: those of the agent, and those that were added to the session. */
  readonly tools: readonly VoiceTool[];
  readonly signal: AbortSignal;
}

/** What is answered to a text: at once, or word by word. */
export type AnswerText = (text: string, options: AnswerTextOptions) => AsyncIterable<string> | Promise<string> | string;
