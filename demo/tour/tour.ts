import { keepSetting, recallSetting } from '../shell/kept.ts';
import { element } from '../view/dom.ts';
import type { Step } from './steps.ts';
import { networkLine, tourView } from './tour-view.ts';

const NAME = 'tour';

/** A guided way through the page. Where it stands outlives a reload; Escape ends it. */
export class Tour {
  readonly #steps: readonly Step[];
  readonly #run: (step: Step) => Promise<unknown>;
  /** Where focus goes when it ends. */
  #startedFrom: HTMLElement | null = null;
  #at: number | undefined;
  /** Steps whose action was carried out. */
  readonly #done = new Set<number>();

  constructor(steps: readonly Step[], run: (step: Step) => Promise<unknown>) {
    this.#steps = steps;
    this.#run = run;
    document.addEventListener('keydown', ({ key, defaultPrevented }) => {
      // an open dialog takes Escape, and says so only afterwards
      const isTaken = defaultPrevented || document.querySelector('dialog[open]') !== null;
      if (key === 'Escape' && !isTaken && this.#at !== undefined) this.end();
    });
    // that line alone: focus and the rest of the card stay as they are
    for (const event of ['online', 'offline'] as const)
      addEventListener(event, () => element('tour').querySelector('.tour-network')?.replaceWith(networkLine()));
  }

  /** From its first step, or from where it was left. */
  start(): void {
    this.#startedFrom = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    this.#goTo(this.#at ?? 0);
  }

  /** Goes on where a reload of this tab broke it off. */
  resume(): void {
    const kept = Number(recallSetting(NAME, 'sessionStorage') ?? Number.NaN);
    if (this.#steps[kept]) this.#goTo(kept);
  }

  /** What a reload will find. */
  keepNext(): void {
    keepSetting(NAME, String((this.#at ?? 0) + 1), 'sessionStorage');
  }

  end(): void {
    this.#at = undefined;
    this.#done.clear();
    keepSetting(NAME, null, 'sessionStorage');
    element('tour').replaceChildren();
    delete document.body.dataset['tourLane'];
    // the greeting's button is gone once something was said
    const isThere = this.#startedFrom !== null && this.#startedFrom.offsetParent !== null;
    (isThere ? this.#startedFrom : element('user-text'))?.focus();
  }

  #goTo(at: number): void {
    this.#at = at;
    keepSetting(NAME, String(at), 'sessionStorage');
    this.#show();
  }

  async #act(at: number): Promise<void> {
    const step = this.#steps[at];
    if (!step) return;
    await this.#run(step);
    this.#done.add(at);
    // who went on meanwhile stays where they are
    if (this.#at === at) this.#show();
  }

  #show(): void {
    const at = this.#at;
    const step = at === undefined ? undefined : this.#steps[at];
    if (at === undefined || !step) return;
    const view = tourView({
      step,
      at,
      of: this.#steps.length,
      done: this.#done.has(at),
      // what went wrong is shown by the page; the step can be tried again
      act: () => void this.#act(at).catch(() => this.#show()),
      goTo: (next) => (next === this.#steps.length ? this.end() : this.#goTo(next)),
      end: () => this.end(),
    });
    element('tour').replaceChildren(view.root);
    if (step.lane) document.body.dataset['tourLane'] = step.lane;
    else delete document.body.dataset['tourLane'];
    view.first.focus({ preventScroll: true });
  }
}
