import { VoiceSessionError } from '../errors.ts';
import type { SpeechRecognizer } from './engines.ts';

/** As much of the browser's SpeechRecognition as is used. */
interface Recognition extends EventTarget {
  lang: string;
  continuous: boolean;
  interimResults: boolean;
  processLocally?: boolean;
  start(): void;
  stop(): void;
  abort(): void;
}
interface ResultEvent {
  readonly resultIndex: number;
  readonly results: ArrayLike<ArrayLike<{ readonly transcript: string }> & { readonly isFinal: boolean }>;
}

/** Options of {@link browserRecognizer}. */
export interface BrowserRecognizerOptions {
  /** Nothing leaves the machine; the browser refuses where it cannot. Default false: the browser's maker may hear it. */
  readonly onDevice?: boolean | undefined;
}

/** Errors after which it hears nothing more. */
const FINAL: ReadonlySet<string> = new Set(['not-allowed', 'service-not-allowed', 'audio-capture', 'language-not-supported']);

/** The browser's own speech recognition, which hears the microphone itself. */
export function browserRecognizer({ onDevice = false }: BrowserRecognizerOptions = {}): SpeechRecognizer {
  return {
    start: (listener, { language }) => {
      const { SpeechRecognition, webkitSpeechRecognition } = globalThis as unknown as Readonly<Record<string, (new () => Recognition) | undefined>>;
      const Engine = SpeechRecognition ?? webkitSpeechRecognition;
      if (!Engine) {
        const message = 'This browser recognizes no speech. Give localVoice a recognizer.';
        throw new VoiceSessionError('voice_session.not_possible_here', message);
      }
      const engine = new Engine();
      engine.lang = language;
      engine.continuous = true;
      engine.interimResults = true;
      if (onDevice) engine.processLocally = true;
      let over = false;
      let waiting = 0;
      engine.addEventListener('result', (event) => {
        const { results, resultIndex } = event as unknown as ResultEvent;
        for (let at = resultIndex; at < results.length; at++) {
          const result = results[at]!;
          const text = (result[0]?.transcript ?? '').trim();
          if (result.isFinal) {
            waiting = Math.max(0, waiting - 1);
            listener.final(text);
          } else listener.partial(text);
        }
      });
      engine.addEventListener('error', (event) => {
        const reason = String((event as unknown as { readonly error?: unknown }).error);
        over ||= FINAL.has(reason);
        if (reason !== 'no-speech' && reason !== 'aborted') listener.failed(/^[a-z-]{1,40}$/.test(reason) ? reason : 'error');
      });
      // browsers stop by themselves after a while, and upon `finish`
      engine.addEventListener('end', () => {
        for (; waiting > 0; waiting--) listener.final('');
        if (!over) engine.start();
      });
      engine.start();
      return {
        finish: () => {
          waiting++;
          engine.stop();
        },
        stop: () => {
          over = true;
          engine.abort();
        },
      };
    },
  };
}
