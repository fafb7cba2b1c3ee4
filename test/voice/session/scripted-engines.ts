import type { AnswerText, AnswerTextOptions, RecognizerListener, SpeechRecognizer, SpeechSynthesizer } from '../../../src/voice/session/local/engines.ts';
import { RATE, type Plan } from './scripted-model.ts';

/** Engines that understand any speech as the same words, and answer as was planned. */
export class ScriptedEngines {
  readonly plans: Plan[] = [];
  listener: RecognizerListener | null = null;
  /** What `answer` was called with. */
  readonly asked: { readonly text: string; readonly options: AnswerTextOptions }[] = [];
  /** Results of the tools that were called. */
  readonly results: unknown[] = [];
  /** Recognitions at work. */
  open = 0;
  #release: () => void = () => undefined;

  release(): void {
    this.#release();
  }

  /** The user is heard to say this, word by word. Without words nothing is understood. */
  userSays(text: string): void {
    const words = text.split(' ');
    for (const at of words.keys()) this.listener?.partial(words.slice(0, at + 1).join(' ') || 'Hm');
    this.listener?.final(text);
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

  #wordMs = 20;

  readonly synthesizer: SpeechSynthesizer = {
    speak: (text) => this.#sound(text),
  };

  readonly answer: AnswerText = (text, options) => {
    this.asked.push({ text, options });
    return this.#words(options);
  };

  async *#sound(text: string): AsyncGenerator<Int16Array> {
    yield* text.split(' ').map(() => new Int16Array(this.#wordMs * (RATE / 1000)).fill(1000));
  }

  async *#words({ signal, tools }: AnswerTextOptions): AsyncGenerator<string> {
    let plan = this.plans.shift() ?? {};
    for (; plan.tool; plan = this.plans.shift() ?? {}) {
      const { name, input } = plan.tool;
      this.results.push(await tools.find((tool) => tool.name === name)?.execute(input as Readonly<Record<string, unknown>>, { signal }));
    }
    const { words = ['Half', 'past', 'ten'], hold = false, wordMs = 20 } = plan;
    this.#wordMs = wordMs;
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
