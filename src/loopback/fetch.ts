import { DEFAULT_PORT } from '../contract/defaults.ts';
import { knowText } from './body.ts';
import { loopbackPort, LoopbackPorts, pagePorts } from './ports.ts';
import { responder, type Responding, type ResponderOptions } from './responder.ts';

/** A `fetch`, or what stands in for it. */
export type Fetch = typeof globalThis.fetch;

/** Options of {@link createLoopbackFetch}. */
export interface LoopbackOptions extends ResponderOptions {
  /** Loopback ports that the runtime answers. Default: 7878 alone. */
  readonly ports?: readonly number[];
  /** Where every other request goes. Default: the fetch of `global` at the time of the call. */
  readonly fetch?: Fetch;
}

/** Options of {@link installLoopback}. */
export interface InstallOptions extends ResponderOptions {
  readonly ports?: readonly number[];
  /** Whose `fetch` is replaced. Default: `globalThis`. */
  readonly global?: { fetch: Fetch };
}

function urlOf(input: RequestInfo | URL): URL | undefined {
  const base = (globalThis as { location?: { href: string } }).location?.href;
  try {
    return new URL(input instanceof Request ? input.url : String(input), base);
  } catch {
    return undefined;
  }
}

/** A `fetch` that answers the bound ones of `ports` itself. Everything else goes to `passOn` with its arguments untouched. */
export function loopbackFetch(ports: LoopbackPorts = pagePorts(), passOn: Fetch = (input, init) => globalThis.fetch(input, init)): Fetch {
  return async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const url = urlOf(input);
    const port = url && loopbackPort(url);
    const answer = port === undefined ? undefined : ports.at(port);
    if (url === undefined || answer === undefined) return passOn(input, init);
    const request = new Request(input instanceof Request ? input : url, streaming(init));
    if (typeof init?.body === 'string') knowText(request, init.body);
    request.signal.throwIfAborted();
    const response = await abortable(answer(request), request.signal);
    // a made Response has no address of its own; some clients read it
    Object.defineProperty(response, 'url', { value: url.href });
    return response;
  };
}

/**
 * A `fetch` whose loopback address is answered by `runtime`, inside this process. Everything else goes to the real
 * fetch with its arguments untouched. A runtime that is still starting may be given as a promise: calls wait for it.
 *
 * @example
 * ```ts
 * const fetch = createLoopbackFetch(createRuntime({ workspaceId: 'ws_1', userId: 'user_1' }));
 * await fetch('http://127.0.0.1:7878/v1/runtime/health');
 * ```
 */
export function createLoopbackFetch(runtime: Responding | Promise<Responding>, options: LoopbackOptions = {}): Fetch {
  const ports = new LoopbackPorts();
  bindAll(ports, runtime, options);
  return loopbackFetch(ports, options.fetch ?? globalThis.fetch.bind(globalThis));
}

function bindAll(
  ports: LoopbackPorts,
  runtime: Responding | Promise<Responding>,
  options: ResponderOptions & { readonly ports?: readonly number[] },
): () => void {
  const answer = responder(runtime, options);
  const freed = (options.ports ?? [DEFAULT_PORT]).map((port) => ports.bind(port, answer));
  return () => freed.forEach((free) => free());
}

/** A stream as body needs `duplex`, which Request asks for and fetch callers often leave out. */
function streaming(init: RequestInit | undefined): RequestInit | undefined {
  return init?.body instanceof ReadableStream ? ({ duplex: 'half', ...init } as RequestInit) : init;
}

function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/**
 * Puts a loopback fetch in place of `global.fetch`. Returns the function that takes it out again; taking out is
 * idempotent and leaves alone whatever was put on top in the meantime.
 *
 * @example
 * ```ts
 * const uninstall = installLoopback(runtime);
 * await fetch('http://127.0.0.1:7878/v1/runtime/search_memory', { method: 'POST', headers, body });
 * ```
 */
export function installLoopback(runtime: Responding | Promise<Responding>, options: InstallOptions = {}): () => void {
  const ports = new LoopbackPorts();
  bindAll(ports, runtime, options);
  return installPorts(ports, options.global);
}

/** The same for a whole set of ports, those that are bound later included. Default: the page's own. */
export function installPorts(ports: LoopbackPorts = pagePorts(), target: { fetch: Fetch } = globalThis): () => void {
  const real = target.fetch;
  let installed = true;
  const shim = loopbackFetch(ports, (input, init) => real.call(target, input, init));
  const replacement: Fetch = (input, init) => (installed ? shim(input, init) : real.call(target, input, init));
  target.fetch = replacement;
  return () => {
    installed = false;
    if (target.fetch === replacement) target.fetch = real;
  };
}
