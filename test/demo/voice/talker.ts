import type { Page } from 'playwright';
import { soundOf, type Line } from './wav.ts';
import type { StandIns } from './stand-ins.ts';

const LOOK_MS = 100;

/** A turn as it is remembered. */
export interface Turn {
  readonly userText: string;
  readonly assistantText: string;
}

/** Someone who talks to the demo. */
export class Talker {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Presses the button, and waits until it listens. */
  async on(): Promise<void> {
    await this.#page.getByRole('button', { name: 'Speak' }).click();
    await this.#page.locator('.voice-strip[data-state="listening"]').waitFor({ timeout: 60_000 });
  }

  async off(): Promise<void> {
    await this.#page.getByRole('button', { name: 'Speak' }).click();
    await this.#page.locator('.voice-button[data-state="off"]').waitFor();
  }

  /** Goes to another view and back, which puts the microphone off. */
  async leave(): Promise<void> {
    const go = async (view: string): Promise<void> => this.#page.evaluate((name) => void (location.hash = name), view);
    await go('memory');
    await this.#page.locator('.voice-button[data-state="off"]').waitFor({ state: 'attached' });
    await go('talk');
  }

  async say(line: Line): Promise<void> {
    const wav = await soundOf(line);
    await this.#page.evaluate((sound) => (globalThis as unknown as { standIns: StandIns }).standIns.say(sound), wav);
  }

  /** Hears `say` in the place of the recording. */
  async useOwnMicrophone(): Promise<void> {
    await this.#page.evaluate(() => (globalThis as unknown as { standIns: StandIns }).standIns.useOwnMicrophone());
  }

  /** What the page has read aloud, or was about to. */
  async spoken(): Promise<StandIns['spoken']> {
    return this.#page.evaluate(() => (globalThis as unknown as { standIns: StandIns }).standIns.spoken);
  }

  /** All turns that are remembered, as soon as there are so many. */
  async turns(atLeast: number): Promise<readonly Turn[]> {
    for (;;) {
      const turns = await this.#turns();
      if (turns.length >= atLeast) return turns;
      await this.#page.waitForTimeout(LOOK_MS);
    }
  }

  async #turns(): Promise<readonly Turn[]> {
    const exported = await this.#page.evaluate(async () => (await fetch('http://127.0.0.1:7878/v1/local/export')).text());
    const entries = exported
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Turn & { readonly kind: string });
    return entries.filter(({ kind }) => kind === 'turn');
  }
}
