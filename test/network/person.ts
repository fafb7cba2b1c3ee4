import type { Page } from 'playwright';

/** Who sits before the tabs, and does what they need someone for. */
export class Person {
  /** Times that nobody was let in any more, until someone wanted it to go on. */
  pausesEnded = 0;
  /** Times that the browser found that it is online. */
  nudges = 0;
  readonly #tabs: readonly Page[];
  readonly #patienceMs: number;
  #effects = 0;
  #moved = performance.now();

  /** When nothing has moved for `patienceMs`, the browser finds that it is online. */
  constructor(tabs: readonly Page[], patienceMs: number) {
    this.#tabs = tabs;
    this.#patienceMs = patienceMs;
  }

  /** Looks at the state of each tab's sync, and at how many events have had their effect. */
  async look(states: readonly (string | undefined)[], effects: number): Promise<void> {
    const paused = this.#tabs.filter((_page, i) => states[i] === 'paused');
    this.pausesEnded += paused.length;
    await Promise.all(paused.map(wantItToGoOn));
    if (effects > this.#effects) this.#moved = performance.now();
    this.#effects = effects;
    if (performance.now() - this.#moved < this.#patienceMs) return;
    this.#moved = performance.now();
    this.nudges++;
    await Promise.all(this.#tabs.map(wantItToGoOn));
  }
}

/** The browser tells the page that it is online. */
function wantItToGoOn(page: Page): Promise<void> {
  return page.evaluate(() => void dispatchEvent(new Event('online')));
}
