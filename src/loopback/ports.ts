import { RuntimeError } from '../contract/errors.ts';

/** Answers one request of the contract. Never rejects, but for the abort of `request.signal`. */
export type Answer = (request: Request) => Promise<Response>;

const LOOPBACK_HOSTS = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * The loopback port that a URL addresses, in whatever spelling (127.0.0.1, localhost, [::1]; the URL parser has
 * already folded 0x7f.1 and the like), or undefined for any other address.
 */
export function loopbackPort(url: URL): number | undefined {
  if (url.protocol !== 'http:' || !LOOPBACK_HOSTS.has(url.hostname)) return undefined;
  return url.port === '' ? 80 : Number(url.port);
}

/** Loopback ports that are answered inside this process: as many runtimes as there are ports. */
export class LoopbackPorts {
  readonly #answers = new Map<number, Answer>();

  /** Has a port answered. Returns what frees it, once. @throws RuntimeError `runtime.bad_request` when it is taken */
  bind(port: number, answer: Answer): () => void {
    if (this.#answers.has(port))
      throw new RuntimeError('runtime.bad_request', `Port ${port} of this process is answered by another runtime. Close that one, or give another port.`);
    this.#answers.set(port, answer);
    let bound = true;
    return () => {
      if (bound) this.#answers.delete(port);
      bound = false;
    };
  }

  /** Whether somebody answers there. */
  isBound(port: number): boolean {
    return this.#answers.has(port);
  }

  /** What answers there; undefined where nobody does. */
  at(port: number): Answer | undefined {
    return this.#answers.get(port);
  }
}

let shared: LoopbackPorts | undefined;

/** The ports of this page or process: as with a real loopback, there is one. */
export function pagePorts(): LoopbackPorts {
  return (shared ??= new LoopbackPorts());
}
