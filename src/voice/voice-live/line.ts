import { field } from '../../client/json.ts';
import { within } from '../../client/within.ts';
import { LONGEST_TIMER_MS } from '../../contract/defaults.ts';
import { Deferred } from './deferred.ts';
import { ConnectionClosed, ConnectionError } from './errors.ts';
import { Inbox } from './inbox.ts';
import type { Socket } from './socket.ts';
import { WEBSOCKET_DEFAULTS, type WebsocketConnectionOptions } from './websocket-options.ts';

/** A message as it came: text or bytes. */
export type Message = string | Uint8Array;

const OPEN = 1;
/** The goodbye for what is too big: a page may send no code below 3000 but 1000. */
const TOO_BIG = 4009;
/** "Closed without a code" is what the other side meant as usual. */
const NO_CODE = 1005;

/**
 * One socket from its opening to its end.
 *
 *     opening ──open──▶ open ──close()──▶ closing ──▶ closed
 *        └──── refused ───┴──────── lost, closed ───────┘
 */
export class Line {
  readonly #socket: Socket;
  readonly #options: WebsocketConnectionOptions;
  readonly #inbox = new Inbox<Message>();
  readonly #opening = new Deferred();
  readonly #ending = new Deferred();
  #closed: ConnectionClosed | null = null;

  constructor(socket: Socket, options: WebsocketConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#opening.promise.catch(() => undefined); // told to who opens it; nobody else has to listen
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('open', () => this.#opening.resolve());
    socket.addEventListener('message', ({ data }) => this.#take(data));
    // an error is always the end, and the WebSocket of Node 22 lets no `close` follow one of the handshake
    socket.addEventListener('error', (event) => this.#over(new ConnectionClosed(1006), field(event, 'error')));
    socket.addEventListener('close', ({ code, reason }) => this.#over(new ConnectionClosed(code === NO_CODE ? 1000 : code, reason)));
  }

  /** Why it is closed; null while it is not. */
  get closed(): ConnectionClosed | null {
    return this.#closed;
  }

  /** Resolves when it is open. @throws ConnectionError voice_live.refused or voice_live.timeout, or the reason of `signal` */
  async opened(signal?: AbortSignal): Promise<void> {
    const { handshakeTimeout } = this.#options;
    try {
      await within(handshakeTimeout ? handshakeTimeout * 1000 : LONGEST_TIMER_MS, () => this.#opening.promise, {
        signal,
        late: () => new ConnectionError('voice_live.timeout', `The connection was not established within ${handshakeTimeout} s. Try again.`),
      });
    } catch (error) {
      this.fail(new ConnectionClosed(1006));
      throw error;
    }
  }

  /** The next message. What arrived before the end is still given. @throws ConnectionClosed, ConnectionError voice_live.timeout, or the reason of `signal` */
  async receive(signal?: AbortSignal): Promise<Message> {
    const { receiveTimeout } = this.#options;
    if (!receiveTimeout) return this.#inbox.take(signal);
    return within(receiveTimeout * 1000, (cancel) => this.#inbox.take(cancel), {
      signal,
      late: () => new ConnectionError('voice_live.timeout', `Nothing arrived within ${receiveTimeout} s. The connection is still open.`),
    });
  }

  /** @throws ConnectionClosed or ConnectionError voice_live.closing when nothing can be sent any more */
  send(text: string): void {
    if (this.#closed) throw this.#closed;
    if (this.#socket.readyState !== OPEN) throw new ConnectionError('voice_live.closing', 'The connection is closing: nothing more can be sent.');
    this.#socket.send(text);
  }

  /** Says goodbye and waits for the other side's, but not for ever. What was not received by then is dropped. */
  async close(code: number, reason: string): Promise<void> {
    if (this.#closed) return;
    try {
      this.#socket.close(code, reason);
    } catch (thrown) {
      const message = 'This code or reason cannot be sent. A page may send 1000 and 3000 to 4999; a reason has at most 123 bytes.';
      throw new ConnectionError('voice_live.bad_option', message, { cause: thrown });
    }
    this.#inbox.end(new ConnectionClosed(code, reason), true);
    const { closeTimeout = WEBSOCKET_DEFAULTS.closeTimeout } = this.#options;
    await within(closeTimeout * 1000, () => this.#ending.promise, { late: () => new ConnectionClosed(1006) }).catch((late: ConnectionClosed) =>
      this.fail(late),
    );
  }

  /** Ends it at once, whatever the other side does. Without a `code` there is no goodbye where that can be left out. */
  fail(reason: ConnectionClosed, code?: number): void {
    if (this.#closed) return;
    this.#end(reason);
    if (code === undefined && this.#socket.terminate) this.#socket.terminate();
    else this.#socket.close(code);
  }

  #take(data: unknown): void {
    const message = typeof data === 'string' ? data : bytesOf(data);
    const { maxMsgSize = WEBSOCKET_DEFAULTS.maxMsgSize } = this.#options;
    if (maxMsgSize > 0 && isBigger(message, maxMsgSize)) this.fail(new ConnectionClosed(1006, `Message size exceeds limit ${maxMsgSize}`), TOO_BIG);
    else this.#inbox.put(message);
  }

  /** Ended by the other side or by the network: while it was opening, that is a refusal. */
  #over(reason: ConnectionClosed, cause?: unknown): void {
    const refused = 'The connection could not be established. Check endpoint, credential, model and network.';
    this.#opening.reject(new ConnectionError('voice_live.refused', refused, cause === undefined ? undefined : { cause }));
    this.#end(reason);
  }

  #end(reason: ConnectionClosed): void {
    this.#closed ??= reason;
    this.#inbox.end(reason);
    this.#ending.resolve();
  }
}

function bytesOf(data: unknown): Uint8Array {
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return new Uint8Array(data as ArrayBuffer);
}

/** Whether it has more bytes as UTF-8, which are counted only where the length leaves that open. */
function isBigger(message: Message, bytes: number): boolean {
  if (typeof message !== 'string') return message.byteLength > bytes;
  return message.length > bytes || (message.length * 3 > bytes && new TextEncoder().encode(message).length > bytes);
}
