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
  /** The user has finished: `final` follows. */
  finish(): void;
  stop(): void;
}

/** Turns speech into text. */
export interface SpeechRecognizer {
  start(listener: RecognizerListener, options: { readonly language: string; readonly sampleRate: number }): Promise<Recognition> | Recognition;
}

/** Turns text into speech. */
export interface SpeechSynthesizer {
  /**
   * Speaks a text: gives its samples at the transport's rate or, where it plays them itself, none, and ends with it.
   *
   * @param options `signal` ends it at once
   */
  speak(text: string, options: { readonly voice: string; readonly language: string; readonly signal: AbortSignal }): AsyncIterable<Int16Array>;
}

/** What is answered to a text: at once, or word by word. */
export type AnswerText = (
  text: string,
  options: { readonly instructions: string | null; readonly signal: AbortSignal },
) => AsyncIterable<string> | Promise<string> | string;
