import { wrap, type Endpoint } from 'comlink';
import { errorFromData } from '../../src/contract/errors.ts';
import { unsettle, type EmbedderState, type Outcome } from '../../src/contract/protocol.ts';
import { before } from '../deadline.ts';
import { EmbedderReplaced, LOADING, type Embedder, type EmbedderInfo, type EmbedOptions, type EmbedPriority } from './embedder.ts';

type Answer<T> = T | Promise<T>;

/** An {@link EmbedderHost}, here or behind a port. */
export interface EmbedderLine {
  ready(): Promise<Outcome<EmbedderState>>;
  state(): Answer<EmbedderState>;
  embed(id: number, texts: readonly string[], priority: EmbedPriority): Promise<Outcome<Float32Array>>;
  cancel(id: number): Answer<void>;
}

/** A line over a port or worker at whose other end a host is exposed. */
export function lineOver(endpoint: Endpoint): EmbedderLine {
  return wrap<EmbedderLine>(endpoint);
}

/**
 * The embedder at the other end of a line. A line can be cut (its thread died) and another be laid: calls that were
 * under way are rejected, since no answer can come any more, and later ones go over the new line.
 */
export class LinkedEmbedder implements Embedder {
  #line: Promise<EmbedderLine>;
  /** The same once it is laid: a query is on its way before the words of it are matched. */
  #laid: EmbedderLine | null = null;
  /** Lays the first line; null once that is done. */
  #lay: ((line: EmbedderLine) => void) | null = null;
  #cut: AbortController = new AbortController();
  #info: EmbedderInfo | null = null;
  #calls = 0;

  constructor(line?: EmbedderLine) {
    this.#line = new Promise((resolve) => (this.#lay = resolve));
    if (line) this.relay(line);
  }

  /** Goes over to another line; null: there is none any more, and calls are rejected until one is laid. */
  relay(line: EmbedderLine | null): void {
    const first = this.#lay;
    this.#laid = line;
    if (line && first) {
      // calls that wait for the first line go over it
      this.#lay = null;
      if (this.#cut.signal.aborted) this.#cut = new AbortController();
      first(line);
      return;
    }
    this.#cut.abort(line ? new EmbedderReplaced() : new DOMException('The embedder is gone.', 'AbortError'));
    this.#info = null;
    if (!line) return;
    this.#cut = new AbortController();
    this.#line = Promise.resolve(line);
  }

  async ready(): Promise<EmbedderInfo> {
    const { info } = unsettle(await this.#over((line) => line.ready()));
    if (!info) throw new Error('The embedder is ready but does not say as what.');
    this.#info = info;
    return info;
  }

  async state(): Promise<EmbedderState> {
    // the line may not have been laid yet, or its thread may be busy compiling: stats do not wait for that
    const told = this.#over((line) => line.state()).catch((): EmbedderState => ({ ...LOADING, state: 'failed', reason: 'its thread has ended' }));
    return before(100, told, LOADING);
  }

  async embed(texts: readonly string[], options: EmbedOptions): Promise<Float32Array[]> {
    options.signal?.throwIfAborted();
    const { dimension } = this.#info ?? (await this.ready());
    const id = ++this.#calls;
    const line = this.#laid ?? (await this.#line);
    options.signal?.throwIfAborted();
    const cancel = (): void => void Promise.resolve(line.cancel(id)).catch(() => undefined);
    options.signal?.addEventListener('abort', cancel, { once: true });
    try {
      const outcome = await this.#over((over) => over.embed(id, texts, options.priority));
      if (!outcome.ok) throw errorFromData(outcome.error);
      return texts.map((_text, i) => outcome.value.slice(i * dimension, (i + 1) * dimension));
    } finally {
      options.signal?.removeEventListener('abort', cancel);
    }
  }

  async close(): Promise<void> {
    this.#cut.abort(new DOMException('The embedder was closed.', 'AbortError'));
  }

  async #over<T>(call: (line: EmbedderLine) => Answer<T>): Promise<T> {
    const { signal } = this.#cut;
    signal.throwIfAborted();
    return new Promise<T>((resolve, reject) => {
      const cut = (): void => reject(signal.reason);
      signal.addEventListener('abort', cut, { once: true });
      const answer = this.#laid ? call(this.#laid) : this.#line.then((line) => call(line));
      void Promise.resolve(answer)
        .then(resolve, reject)
        .finally(() => signal.removeEventListener('abort', cut));
    });
  }
}
