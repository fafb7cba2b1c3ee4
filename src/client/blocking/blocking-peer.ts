import { errorOf, MemoAirVoiceMemoryError } from '../errors.ts';
import type { BlockingClient } from './blocking-client.ts';

/** A runtime at an address, asked by a thread that waits for its answers. */
export class BlockingPeer {
  readonly #client: BlockingClient;
  readonly #baseUrl: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(client: BlockingClient, baseUrl: string, token: string | null) {
    this.#client = client;
    this.#baseUrl = baseUrl;
    this.#headers = { accept: 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) };
  }

  /** What health says, or null when it does not say that all is well. */
  health(timeoutMs: number): unknown {
    const response = this.#client.request({ method: 'GET', url: `${this.#baseUrl}/v1/runtime/health`, headers: this.#headers, body: null, timeoutMs });
    return response.status !== null && response.status >= 200 && response.status < 300 ? (parsed(response.text) ?? {}) : null;
  }

  /**
   * One call, its JSON answered; an empty body is `{}`.
   *
   * @throws MemoAirVoiceMemoryError as the runtime says; `runtime.timeout` after `timeoutMs`, `runtime.not_found` when
   * nothing answers, `runtime.internal` for an answer that is no JSON
   */
  post(path: string, body: unknown, timeoutMs: number): unknown {
    const headers = { ...this.#headers, 'content-type': 'application/json' };
    const response = this.#client.request({ method: 'POST', url: this.#baseUrl + path, headers, body: JSON.stringify(body), timeoutMs });
    if (response.status === null) throw response.reason === 'timeout' ? late(path, timeoutMs) : away(this.#baseUrl);
    const { status, text } = response;
    if (status >= 400) throw errorOf(status, parsed(text));
    if (text === '') return {};
    const answer = parsed(text);
    if (answer !== undefined) return answer;
    throw new MemoAirVoiceMemoryError({ code: 'runtime.internal', message: `The answer to POST ${path} is not JSON.`, statusCode: status });
  }
}

function late(path: string, timeoutMs: number): MemoAirVoiceMemoryError {
  const message = `POST ${path} took longer than ${timeoutMs} ms. A runtime in the waiting thread itself cannot answer: it has to be in another thread or process.`;
  return new MemoAirVoiceMemoryError({ code: 'runtime.timeout', message, details: { timeoutMs } });
}

function away(runtimeUrl: string): MemoAirVoiceMemoryError {
  const message = `No runtime answers at ${runtimeUrl}. Start one there: in Node the executable voice-runtime; in a worker createBlockingClient({ runtime }).`;
  return new MemoAirVoiceMemoryError({ code: 'runtime.not_found', message, details: { runtimeUrl } });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
