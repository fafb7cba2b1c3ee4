import type { Identity } from '../../contract/types.ts';
import type { WireRequest, WireResponse } from '../../contract/wire.ts';
import type { FromPage, ToPage } from './protocol.ts';

/** Between two looks whether a page that has a call is still there, in milliseconds. */
const LOOK_MS = 200;

export interface CallLimits {
  readonly signal: AbortSignal;
  /** When the caller stops waiting, in epoch milliseconds. */
  readonly deadline?: number;
  /** A page that has not answered by then is given up, in milliseconds. */
  readonly limitMs: number;
  /** Whether the page is still there. A page that closes says nothing. */
  readonly alive: () => Promise<boolean>;
}

/** The line to a page that serves the port: it takes one call. */
export class PageLine {
  readonly clientId: string;
  readonly identity: Identity;
  readonly #port: MessagePort;

  constructor(clientId: string, identity: Identity, port: MessagePort) {
    this.clientId = clientId;
    this.identity = identity;
    this.#port = port;
  }

  /** The page's answer; null when the page went away or gave none in time. Rejects with the reason of `signal`. */
  call(request: WireRequest, { signal, deadline, limitMs, alive }: CallLimits): Promise<WireResponse | null> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const finish = (settle: () => void): void => {
        clearTimeout(timer);
        clearInterval(looks);
        signal.removeEventListener('abort', abort);
        this.close();
        settle();
      };
      const gone = (): void => finish(() => resolve(null));
      const abort = (): void => finish(() => reject(signal.reason));
      const timer = setTimeout(gone, limitMs);
      const looks = setInterval(
        () =>
          void alive().then(
            (there) => there || gone(),
            () => undefined,
          ),
        LOOK_MS,
      );
      signal.addEventListener('abort', abort, { once: true });
      this.#port.addEventListener('message', ({ data }: MessageEvent<FromPage>) => {
        if (data.kind === 'answer') finish(() => resolve(data.response));
      });
      this.#port.postMessage({ kind: 'call', request, ...(deadline === undefined ? {} : { deadline }) } satisfies ToPage);
    });
  }

  /** Lets go of the page; a call that it works on is cancelled. */
  close(): void {
    letGo(this.#port);
  }
}

/** Tells the page at the other end that its part is over. */
export function letGo(port: MessagePort): void {
  port.postMessage({ kind: 'cancel' } satisfies ToPage);
  port.close();
}
