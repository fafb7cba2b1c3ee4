import { DEFAULT_SAMPLE_RATE } from '../settings.ts';
import type { VoiceTransport } from '../transport.ts';
import { browserRecognizer } from './browser-recognizer.ts';
import { browserSynthesizer } from './browser-synthesizer.ts';
import type { AnswerText, SpeechRecognizer, SpeechSynthesizer } from './engines.ts';
import { LocalLine } from './local-line.ts';

/** Options of {@link localVoice}. */
export interface LocalVoiceOptions {
  /** Who answers: a model, an agent, a memory. */
  readonly answer: AnswerText;
  /** Default: the browser's. */
  readonly recognizer?: SpeechRecognizer | undefined;
  /** Default: the browser's, which gives no samples. */
  readonly synthesizer?: SpeechSynthesizer | undefined;
  /** Hertz of what both take and give. Default 24,000. */
  readonly sampleRate?: number | undefined;
  /**
   * Whether the user is heard while an answer is spoken. Default: where a recognizer is given samples. One that hears the
   * microphone itself hears the answer too, unless the user wears headphones.
   */
  readonly bargeIn?: boolean | undefined;
}

/**
 * A conversation by engines on this machine: speech becomes text, text an answer, the answer speech. Tools are those of `answer`.
 *
 * @example
 * ```ts
 * const session = new VoiceSession({ transport: localVoice({ answer: (text, { signal }) => model.prompt(text, { signal }) }) });
 * ```
 */
export function localVoice(options: LocalVoiceOptions): VoiceTransport {
  const { answer, recognizer = browserRecognizer(), synthesizer = browserSynthesizer(), sampleRate = DEFAULT_SAMPLE_RATE, bargeIn } = options;
  return {
    name: 'local',
    sampleRate,
    open: async (config, onEvent, signal) => {
      const line = new LocalLine({ answer, synthesizer, config, onEvent, bargeIn });
      const recognition = await recognizer.start(line, { language: config.language, sampleRate });
      if (signal.aborted) {
        recognition.stop();
        throw signal.reason as Error;
      }
      line.begin(recognition);
      return line;
    },
  };
}
