import { button, make, spoken } from '../view/dom.ts';
import type { Preparation } from './engine/voice-engine.ts';
import type { Recogniser, RecogniserId } from './recognisers.ts';
import type { TalkState } from './talk.ts';

/** What the microphone is doing. */
export type VoiceState = 'off' | 'preparing' | TalkState;

/** What a person does with it. */
export interface VoiceActions {
  /** The button was pressed: on, or off, or what is being prepared is given up. */
  toggle(): void;
  choose(recogniser: RecogniserId): void;
}

const WORDS: Readonly<Record<VoiceState, string>> = {
  off: 'The microphone is off.',
  preparing: 'Getting ready …',
  listening: 'Listening. Say something.',
  hearing: 'Hearing you …',
  thinking: 'Looking it up …',
  speaking: 'Answering.',
};
const STEPS: Readonly<Record<Preparation['step'], string>> = {
  server: 'Your machine fetches the voice model, once',
  download: 'Keeping the voice model in this browser, 44 MB',
  start: 'Starting it …',
};
const MICROPHONE = 'M12 15a3 3 0 0 0 3-3V6a3 3 0 0 0-6 0v6a3 3 0 0 0 3 3zM6 11v1a6 6 0 0 0 12 0v-1M12 18v3';

/** The button, and the strip above the field that tells what it is about. */
export class VoiceView {
  readonly button: HTMLButtonElement;
  readonly strip: HTMLElement;
  readonly #state = make('p', { class: 'voice-state' });
  readonly #progress = make('progress', { class: 'meter', 'aria-label': 'Voice model' });
  readonly #cancel: HTMLButtonElement;
  readonly #level = make('div', { class: 'voice-level', 'aria-hidden': 'true' });
  readonly #words = make('p', { class: 'voice-words', dir: 'auto' });
  readonly #fault = make('p', { class: 'voice-fault', role: 'alert' });
  readonly #choice = make('select');
  readonly #note = make('p', { class: 'voice-note' });
  readonly #aloud = checkbox('Read answers aloud', 'With a voice of this device. Without one, answers are text.');
  readonly #interrupts = checkbox('I can interrupt', 'Without headphones an answer may interrupt itself.');
  #recognisers: readonly Recogniser[] = [];

  constructor(actions: VoiceActions) {
    this.button = button('', () => actions.toggle(), 'button voice-button');
    this.button.append(icon(MICROPHONE), spoken('Speak'));
    this.#cancel = button('Cancel', () => actions.toggle(), 'button button--quiet button--small voice-cancel');
    this.#choice.addEventListener('change', () => {
      this.#tellNote();
      actions.choose(this.recogniser);
    });
    this.strip = make(
      'div',
      { class: 'voice-strip', role: 'group', 'aria-label': 'Voice' },
      make('div', { class: 'voice-head' }, this.#level, this.#state, this.#cancel),
      this.#progress,
      this.#words,
      this.#fault,
      make(
        'details',
        { class: 'voice-settings' },
        make('summary', {}, 'Voice settings'),
        make('label', { class: 'field' }, 'Who understands what you say', this.#choice),
        this.#note,
        this.#aloud.label,
        this.#interrupts.label,
      ),
    );
    this.show('off');
    this.fault('');
  }

  get recogniser(): RecogniserId {
    return this.#recognisers[this.#choice.selectedIndex]?.id ?? 'device';
  }

  get aloud(): boolean {
    return this.#aloud.input.checked;
  }

  get interrupts(): boolean {
    return this.#interrupts.input.checked;
  }

  show(state: VoiceState): void {
    this.button.dataset['state'] = state;
    this.button.setAttribute('aria-pressed', String(state !== 'off'));
    this.strip.dataset['state'] = state;
    this.strip.hidden = state === 'off' && this.#fault.hidden;
    this.#state.textContent = state === 'speaking' && this.interrupts ? `${WORDS.speaking} Speak to interrupt.` : WORDS[state];
    this.#cancel.hidden = this.#progress.hidden = state !== 'preparing';
    this.#level.hidden = state === 'off' || state === 'preparing';
    if (state === 'off') this.words('', true);
  }

  preparation(preparation: Preparation): void {
    this.#state.textContent = STEPS[preparation.step];
    if (preparation.step === 'start') this.#progress.removeAttribute('value');
    else this.#progress.value = preparation.share;
  }

  level(level: number): void {
    for (const each of [this.#level, this.button]) each.style.setProperty('--level', level.toFixed(2));
  }

  words(text: string, final: boolean): void {
    this.#words.textContent = text;
    this.#words.classList.toggle('partial', !final);
    this.#words.hidden = text === '';
  }

  /** What went wrong; empty when nothing did. */
  fault(words: string): void {
    this.#fault.textContent = words;
    this.#fault.hidden = words === '';
    this.strip.hidden = words === '' && this.button.dataset['state'] === 'off';
  }

  offer(recognisers: readonly Recogniser[]): void {
    this.#recognisers = recognisers;
    this.#choice.replaceChildren(...recognisers.map(({ name }) => make('option', {}, name)));
    this.#tellNote();
  }

  #tellNote(): void {
    const chosen = this.#recognisers[this.#choice.selectedIndex];
    this.#note.textContent = chosen?.note ?? '';
    this.#note.classList.toggle('warning', chosen?.id === 'server');
  }
}

function checkbox(words: string, note: string): { readonly label: HTMLLabelElement; readonly input: HTMLInputElement } {
  const input = make('input');
  input.type = 'checkbox';
  input.checked = true;
  return { input, label: make('label', { class: 'voice-check' }, input, make('span', {}, words, make('small', {}, note))) };
}

function icon(path: string): SVGSVGElement {
  const SVG = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const drawn = document.createElementNS(SVG, 'path');
  drawn.setAttribute('d', path);
  svg.append(drawn);
  return svg;
}
