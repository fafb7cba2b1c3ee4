import type { Clock } from './clock.ts';

const KEPT = 50;

/** What went wrong and was survived, for stats. Never holds what a user said. */
export class Incidents {
  readonly #clock: Clock;
  readonly #list: { readonly at: string; readonly what: string }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  note(what: string): void {
    this.#list.push({ at: new Date(this.#clock.now()).toISOString(), what });
    if (this.#list.length > KEPT) this.#list.shift();
  }

  get list(): readonly { readonly at: string; readonly what: string }[] {
    return [...this.#list];
  }
}
