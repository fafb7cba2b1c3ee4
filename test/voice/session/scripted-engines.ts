import type { AnswerText, RecognizerListener, SpeechRecognizer, SpeechSynthesizer } from '../../../src/voice/session/local/engines.ts';
import { WORD_SAMPLES, type Plan } from './scripted-model.ts';

/** Engines that understand any speech as the same words, and answer as was planned. */
export class ScriptedEngines {
  readonly plans: Plan[] = [];
  listener: RecognizerListener | null = null;
  /** Recognitions at work. */
  open = 0;
  #release: () => void = () => undefined;

  release(): void {
    this.#release();
  }

  readonly recognizer: SpeechRecognizer = {
    start: (listener) => {
      this.listener = listener;
      this.open++;
      let samples = 0;
      return {
        push: (more) => void (samples += more.length),
        finish: () => {
          const heard = samples > 0 ? ['What', 'What time'] : [];
          samples = 0;
          queueMicrotask(() => {
            for (const text of heard) listener.partial(text);
            listener.final(heard.at(-1) ?? '');
          });
        },
        stop: () => void this.open--,
      };
    },
  };

  readonly synthesizer: SpeechSynthesizer = {
    async *speak(text) {
      yield* text.split(' ').map(() => new Int16Array(WORD_SAMPLES).fill(1000));
    },
  };

  readonly answer: AnswerText = (_text, { signal }) => this.#words(signal);

  async *#words(signal: AbortSignal): AsyncGenerator<string> {
    const { words = ['Half', 'past', 'ten'], hold = false } = this.plans.shift() ?? {};
    for (const [at, word] of words.entries()) {
      yield at === 0 ? word : ` ${word}`;
      if (at > 0 || !hold) continue;
      await new Promise<void>((resolve) => {
        this.#release = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }
}
