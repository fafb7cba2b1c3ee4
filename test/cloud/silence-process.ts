import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** What a process wrote, to its end. */
export interface Output {
  readonly code: number | null;
  readonly text: string;
}

/** A `voice-runtime` in a process of its own, of which every written character is kept. */
export class TalkingProcess {
  #text = '';
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;

  constructor(executable: string, args: readonly string[], env: Readonly<Record<string, string>>) {
    const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('MEMOAIR_') && name !== 'PORT'));
    this.#child = spawn(executable, args, { env: { ...own, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) stream.setEncoding('utf8').on('data', (text: string) => (this.#text += text));
    this.#ended = once(this.#child, 'close').then(([code]) => code as number | null);
  }

  /** Its address, once it listens. */
  async url(): Promise<string> {
    let ended = false;
    void this.#ended.then(() => (ended = true));
    for (;;) {
      const url = / on (http:\S+)/.exec(this.#text)?.[1];
      if (url !== undefined) return url;
      if (ended) throw new Error(`voice-runtime ended before it listened: ${this.#text}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  get text(): string {
    return this.#text;
  }

  /** Tells it to end, and waits for that. */
  async stop(): Promise<Output> {
    this.#child.kill('SIGTERM');
    return this.output();
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  async output(): Promise<Output> {
    return { code: await this.#ended, text: this.#text };
  }
}
