import type { PageParts } from '../panels/panel.ts';
import { recognisers } from './recognisers.ts';
import type { Talk } from './talk.ts';
import { VoiceView, type VoiceState } from './voice-view.ts';

/**
 * The microphone of the page: a button in `host`, and while it is on a strip at the top of the form around it. Nothing is loaded and
 * nobody is asked for anything before it is pressed. It goes off with the view that holds it: elsewhere nothing would show that it is on.
 *
 * @example
 * ```ts
 * mountVoice(element('voice'), parts);
 * ```
 */
export function mountVoice(host: HTMLElement, parts: Pick<PageParts, 'conversation' | 'announce'>): void {
  const voice = new Voice(parts);
  host.append(voice.view.button);
  (host.closest('form') ?? host).prepend(voice.view.strip);
  const section = host.closest('section');
  if (section) new MutationObserver(() => section.hidden && voice.leave()).observe(section, { attributeFilter: ['hidden'] });
}

const OFF = 'The microphone is off.';

class Voice {
  readonly view: VoiceView;
  readonly #parts: Pick<PageParts, 'conversation' | 'announce'>;
  #offered = false;
  #talk: Talk | null = null;
  /** Ends the preparation that is under way. */
  #preparing: AbortController | null = null;

  constructor(parts: Pick<PageParts, 'conversation' | 'announce'>) {
    this.#parts = parts;
    this.view = new VoiceView({
      toggle: () => void (this.#isOn ? this.#off(OFF) : this.#on()),
      choose: () => void this.#again(),
    });
  }

  /** Nobody sees it any more. */
  leave(): void {
    if (this.#isOn) void this.#off(OFF);
  }

  get #isOn(): boolean {
    return this.#talk !== null || this.#preparing !== null;
  }

  async #on(): Promise<void> {
    const { view } = this;
    const { conversation, announce } = this.#parts;
    const preparing = (this.#preparing = new AbortController());
    const isCurrent = (): boolean => this.#preparing === preparing || this.#preparing === null;
    const show = (state: VoiceState): void => {
      if (isCurrent()) view.show(state);
    };
    view.fault('');
    view.show('preparing');
    announce('Getting ready to listen.');
    try {
      await this.#offer();
      const { startTalk } = await import('./talk.ts');
      const talk = await startTalk(
        {
          conversation,
          recogniser: view.recogniser,
          aloud: () => view.aloud,
          interrupts: () => view.interrupts,
          onPreparation: (preparation) => {
            if (!preparing.signal.aborted) view.preparation(preparation);
          },
          onState: show,
          onLevel: (level) => view.level(level),
          onWords: (text, final) => {
            view.fault('');
            view.words(text, final);
          },
          onFault: (words) => view.fault(words),
          onEnd: () => void this.#off('The microphone went off.'),
        },
        preparing.signal,
      );
      if (preparing.signal.aborted) return await talk.stop();
      this.#talk = talk;
      this.#preparing = null;
      announce('Listening.');
    } catch (thrown) {
      if (preparing.signal.aborted) return;
      this.#preparing = null;
      view.show('off');
      view.fault(thrown instanceof Error ? thrown.message : 'The voice could not be started. Reload the page.');
    }
  }

  async #off(words: string): Promise<void> {
    const talk = this.#talk;
    this.#preparing?.abort();
    this.#talk = this.#preparing = null;
    this.view.show('off');
    this.#parts.announce(words);
    await talk?.stop();
    if (!this.#isOn) this.view.show('off');
  }

  /** With another recogniser, where it was on. */
  async #again(): Promise<void> {
    if (this.#isOn) await this.#off('');
    await this.#on();
  }

  /** Asks the browser what it has, once. */
  async #offer(): Promise<void> {
    if (this.#offered) return;
    this.view.offer(await recognisers());
    this.#offered = true;
  }
}
