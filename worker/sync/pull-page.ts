import { CLOUD_PATHS } from '../../src/contract/cloud.ts';
import { RuntimeError } from '../../src/contract/errors.ts';
import { assertBootstrap, refusedPage, type BootstrapExpected, type BootstrapPage } from './assert-bootstrap.ts';

/** Makes one call to the cloud, with its headers; `path` begins with a slash. Rejects when there is no answer. */
export type PullCall = (path: string, init: { readonly method: 'GET'; readonly signal?: AbortSignal }) => Promise<Response>;

/** A page is a megabyte unless its one item is larger. */
const MOST_BYTES = 16 * 1_048_576;

/**
 * Asks for the page after `since`; empty for the first.
 *
 * @throws RuntimeError `runtime.projection_unavailable` for an answer that is none; its `details.status` is the cloud's where it refused
 */
export async function pullPage(call: PullCall, since: string, expected: BootstrapExpected, signal?: AbortSignal): Promise<BootstrapPage> {
  const query = since === '' ? '' : `?since=${encodeURIComponent(since)}`;
  const response = await call(`${CLOUD_PATHS.bootstrap}${query}`, { method: 'GET', ...(signal ? { signal } : {}) });
  if (!response.ok) {
    await response.body?.cancel().catch(() => undefined);
    throw refusedByCloud(response);
  }
  const text = await boundedText(response);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refusedPage('(page)', 'JSON');
  }
  return assertBootstrap(value, expected);
}

function refusedByCloud({ status, headers }: Response): RuntimeError {
  const unsupported = status === 404 || status === 405 || status === 501;
  const retryAfter = headers.get('retry-after');
  return new RuntimeError(
    'runtime.projection_unavailable',
    unsupported
      ? 'The cloud does not speak the bootstrap call. What is stored here is used as it is.'
      : `The cloud answered the bootstrap call with ${status}. What is stored here is used meanwhile.`,
    {
      retryable: !unsupported && (status === 408 || status === 429 || status >= 500),
      details: { reason: unsupported ? 'unsupported' : 'status', status, ...(retryAfter === null ? {} : { retryAfter: retryAfter.slice(0, 64) }) },
    },
  );
}

async function boundedText(response: Response): Promise<string> {
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = response.body?.getReader();
  if (!reader) return '';
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes > MOST_BYTES) {
      await reader.cancel().catch(() => undefined);
      throw refusedPage('(page)', `at most ${MOST_BYTES} bytes`);
    }
    text += decoder.decode(value, { stream: true });
  }
}
