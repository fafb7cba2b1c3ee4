import { createReadStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { addressOf, MOONSHINE, VOICE_MODEL, VOICE_MODEL_STATE, type VoiceModelState } from '../voice/model-files.ts';
import { isOurPage } from './guard.ts';
import { headersFor } from './headers.ts';
import { provisionVoiceModel, type VoiceModelOptions } from './voice-model.ts';

const FOR_EVER = 'public, max-age=31536000, immutable';

/** Serves the voice model under {@link VOICE_MODEL}, and fetches it onto this machine when the first page asks for it. */
export class VoiceModelRoute {
  readonly #options: VoiceModelOptions;
  #state: VoiceModelState = { state: 'fetching', share: 0 };
  #folder: Promise<string> | null = null;
  readonly #closed = new AbortController();

  constructor(options: VoiceModelOptions = {}) {
    this.#options = options;
  }

  owns(path: string): boolean {
    return path.startsWith(VOICE_MODEL);
  }

  /** Answers GET and HEAD of the paths that are its own. */
  async answer(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    if (path === VOICE_MODEL_STATE) this.#tell(request, response);
    else await this.#send(request, response, path);
  }

  /** Gives up what is being fetched. */
  close(): void {
    this.#closed.abort();
  }

  #tell(request: IncomingMessage, response: ServerResponse): void {
    // a page of another origin may ask, but not have megabytes fetched
    if (isOurPage(request.headers)) this.#provision();
    const body = JSON.stringify(this.#state);
    // what failed is tried again by the next page that asks
    if (this.#state.state === 'failed') this.#folder = null;
    response.setHeaders(new Map(Object.entries({ ...headersFor(VOICE_MODEL_STATE, '.json'), 'cache-control': 'no-store' })));
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  #provision(): void {
    if (this.#folder) return;
    this.#state = { state: 'fetching', share: 0 };
    const onShare = (share: number): void => void (this.#state = { state: 'fetching', share });
    this.#folder = provisionVoiceModel({ ...this.#options, onShare, signal: this.#closed.signal });
    this.#folder.then(
      () => (this.#state = { state: 'ready' }),
      (thrown: unknown) => (this.#state = { state: 'failed', message: thrown instanceof Error ? thrown.message : 'The voice model could not be fetched.' }),
    );
  }

  async #send(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const file = Object.values(MOONSHINE).find((each) => addressOf(each) === path);
    const folder = this.#state.state === 'ready' ? await this.#folder : null;
    if (!file || folder === null) {
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' });
      response.end('There is no such file.');
      return;
    }
    const headers = { ...headersFor(path, '.bin'), 'cache-control': FOR_EVER, 'content-length': String(file.bytes) };
    response.writeHead(200, headers);
    if (request.method === 'HEAD') response.end();
    else
      createReadStream(join(folder, file.name))
        .on('error', () => response.destroy())
        .pipe(response);
  }
}
