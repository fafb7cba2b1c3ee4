import { createRequire } from 'node:module';
import type { Heard } from './heard.ts';

/** What is used here of the package `ws`: Node has a WebSocket of its own from 22 on. */
interface Socket {
  send(data: string | Uint8Array): void;
  close(): void;
  on(event: 'message', listener: (data: Buffer, binary: boolean) => void): void;
  on(event: 'open' | 'error', listener: (error?: Error) => void): void;
}

/** A message of the voice protocol, or of the model in these tests; `audio` is sound. */
export type Message = Readonly<Record<string, unknown>> & { readonly type: string };

/** Options of {@link Line.open}. */
export interface LineOptions {
  /** Which agent: its name says what its memory is like. */
  readonly agent: string;
  /** As whom the app knows the caller. */
  readonly user?: string;
}

/** A caller of the agent under test. */
export class Line {
  readonly messages: Message[] = [];
  readonly #socket: Socket;
  readonly #waiting: (() => void)[] = [];

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('message', (data, binary) => {
      this.messages.push(binary ? { type: 'audio', bytes: data.length } : (JSON.parse(data.toString()) as Message));
      for (const resume of this.#waiting.splice(0)) resume();
    });
  }

  static async open(url: string, { agent, user }: LineOptions): Promise<Line> {
    const WebSocket = createRequire(import.meta.url)('ws') as new (url: string) => Socket;
    const socket = new WebSocket(`${url.replace('http', 'ws')}/agents/assistant/${agent}${user === undefined ? '' : `?user=${user}`}`);
    const line = new Line(socket);
    await new Promise<void>((resolve, reject) => {
      socket.on('open', () => resolve());
      socket.on('error', reject);
    });
    return line;
  }

  /** A line on which a call has begun. */
  static async call(url: string, options: LineOptions): Promise<Line> {
    const line = await Line.open(url, options);
    line.send({ type: 'start_call' });
    await line.until(({ type, status }) => type === 'status' && status === 'listening');
    return line;
  }

  send(message: Message): void {
    this.#socket.send(JSON.stringify(message));
  }

  /** The user speaks. */
  speak(heard: Heard): void {
    this.#socket.send(new TextEncoder().encode(JSON.stringify(heard)));
  }

  /** The user says something and hears the answer out. */
  async say(words: string): Promise<void> {
    const from = this.messages.length;
    this.speak({ says: words });
    await this.until(({ type }) => type === 'turn_metrics', from);
  }

  /** Resolves with the first message of the kind, which may be there already. */
  async until(wanted: (message: Message) => boolean, from = 0): Promise<Message> {
    for (;;) {
      const found = this.messages.slice(from).find(wanted);
      if (found) return found;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** What the model was given for its last answer. */
  get asked(): Message | undefined {
    return this.messages.findLast(({ type }) => type === 'asked');
  }

  hangUp(): void {
    this.send({ type: 'end_call' });
  }

  close(): void {
    this.#socket.close();
  }
}
