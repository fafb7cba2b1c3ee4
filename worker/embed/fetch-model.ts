import type { ModelReader } from './model-files.ts';
import { parseManifest } from './models.ts';

const CACHE = 'memoair-web-model';

/**
 * Reads model files from a folder on the web and keeps them in Cache Storage, so that the model is there offline. The
 * small manifest is asked for anew when the network answers; it names the other files by hash, so a kept file that no
 * longer fits is fetched again.
 */
export function webModelReader(modelUrl: string): ModelReader {
  const base = modelUrl.endsWith('/') ? modelUrl : `${modelUrl}/`;
  const address = (name: string): string => new URL(name, base).href;
  const read: ModelReader['read'] = async (name, onBytes) => {
    const url = address(name);
    const cache = await openCache();
    if (name === 'manifest.json') return readManifest(url, cache);
    const kept = await cache?.match(url);
    // at once: a stream of what is kept hands twenty megabytes on in small pieces, which takes ten times as long
    if (kept) return new Uint8Array(await kept.arrayBuffer());
    const bytes = await readAll(await fetchOk(url), onBytes);
    // a full disk costs the offline start, not the model
    await cache?.put(url, new Response(bytes as Uint8Array<ArrayBuffer>)).catch(() => undefined);
    return bytes;
  };
  return { read, refuse: async (name) => void (await (await openCache())?.delete(address(name))) };
}

/** Waited for before the kept manifest is taken, in milliseconds. */
const MANIFEST_WAIT_MS = 4_000;

/** The manifest as served now, or the kept one when the network gives none, is slow, or answers with something else. */
async function readManifest(url: string, cache: Cache | null): Promise<Uint8Array> {
  const kept = await cache?.match(url);
  try {
    const response = await fetchOk(url, kept ? AbortSignal.timeout(MANIFEST_WAIT_MS) : undefined);
    const bytes = new Uint8Array(await response.arrayBuffer());
    parseManifest(JSON.parse(new TextDecoder().decode(bytes)));
    await cache?.put(url, new Response(bytes)).catch(() => undefined);
    return bytes;
  } catch (thrown) {
    if (!kept) throw thrown;
    return new Uint8Array(await kept.arrayBuffer());
  }
}

async function openCache(): Promise<Cache | null> {
  // absent outside secure contexts, refused where storage is denied
  if (!('caches' in globalThis)) return null;
  return caches.open(CACHE).catch(() => null);
}

async function fetchOk(url: string, signal?: AbortSignal): Promise<Response> {
  const response = await fetch(url, { credentials: 'omit', ...(signal ? { signal } : {}) });
  if (!response.ok) throw new Error(`The model could not be fetched (HTTP ${response.status}). Check modelUrl.`);
  return response;
}

async function readAll(response: Response, onBytes: (bytes: number) => void): Promise<Uint8Array> {
  if (!response.body) return new Uint8Array(await response.arrayBuffer());
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (const reader = response.body.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    onBytes((size += value.byteLength));
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.byteLength;
  }
  return all;
}
