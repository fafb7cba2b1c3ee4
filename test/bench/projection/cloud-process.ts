/** The reference cloud in a process of its own, as `voice-runtime cloud` serves it, filled with one projection. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CLOUD_PATHS, type CloudBootstrapResponse } from '../../../src/contract/cloud.ts';
import { serveCloud } from '../../../src/node/cloud/serve-cloud.ts';
import { createThreadEmbedder } from '../../../src/node/thread-embedder.ts';
import type { Embedder } from '../../../worker/embed/embedder.ts';
import { clusteredVectors } from '../data/vectors.ts';
import { documents } from './documents.ts';
import type { CloudRequest, FromCloud, ServedProjection } from './protocol.ts';

const API_KEY = 'memoair_pk_for-the-bench';
const PROJECT = 'bench';
const INDEX = 'handbook';
/** Its words are in no document but the one that they are put into. */
const QUERY = 'quillorium permit renewal';
const SEED = 20_263;
/** Documents of one call. */
const CALL = 100;

const send = (message: FromCloud): void => void process.send?.(message);
const headers = { authorization: `Bearer ${API_KEY}`, 'x-project-id': PROJECT, 'x-agent-id': 'bench' };

/** Made vectors, so that filling takes no minutes; the query's own for the document that is to be found by its meaning. */
async function embedderFor({ dimension, stamp, chunks }: CloudRequest, meaning: string): Promise<Embedder> {
  const model = createThreadEmbedder();
  const [query] = await model.embed([QUERY], { priority: 'query' });
  await model.close();
  if (!query) throw new Error('The model gave no vector.');
  const flat = clusteredVectors(chunks, SEED);
  let next = 0;
  const info = { name: 'bench', dimension, stamp, backend: 'bench' };
  return {
    ready: async () => info,
    state: async () => ({ state: 'ready', progress: 1, info, reason: null }),
    embed: async (texts) =>
      texts.map((text) => {
        const at = next++ % chunks;
        return text === meaning ? query : flat.subarray(at * dimension, (at + 1) * dimension);
      }),
    close: async () => undefined,
  };
}

async function serve(request: CloudRequest, storageRoot: string): Promise<void> {
  const all = documents(request.chunks);
  const [meaning, word] = all.splice(-2);
  if (!meaning || !word) throw new RangeError('There have to be two documents.');
  const filled = [...all, meaning, { ...word, text: `${word.text} A ${QUERY}.` }];
  send({ kind: 'phase', text: `filling the cloud with ${filled.length} chunks` });
  const { url } = await serveCloud({
    apiKey: API_KEY,
    storageRoot,
    embedder: await embedderFor(request, meaning.text),
    limits: { rate: { burst: 1_000, perSecond: 1_000 } },
  });
  for (let from = 0; from < filled.length; from += CALL) {
    const body = JSON.stringify({ name: INDEX, documents: filled.slice(from, from + CALL) });
    const response = await fetch(url + CLOUD_PATHS.createIndex, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body });
    if (!response.ok) throw new Error(`index/create: ${response.status}`);
  }
  let size = await read(url);
  for (; size.bare > 0; size = await read(url)) await pause(200);
  const { bytes, pages, last } = size;
  for (const { id } of [meaning, word]) if (!last.has(id)) throw new Error(`${id} is not in the last page.`);
  const served: ServedProjection = { url, apiKey: API_KEY, bytes, pages, query: QUERY, byWords: word.id, byMeaning: meaning.id };
  send({ kind: 'serving', ...served });
}

/** All pages: what they weigh, how many chunks have no vector yet, and whose documents the last one holds. */
async function read(url: string): Promise<{ readonly bytes: number; readonly pages: number; readonly bare: number; readonly last: ReadonlySet<string> }> {
  let [since, bytes, pages, bare] = ['', 0, 0, 0];
  for (;;) {
    const response = await fetch(`${url}${CLOUD_PATHS.bootstrap}?since=${encodeURIComponent(since)}`, { headers: { ...headers, 'x-user-id': 'reader' } });
    const text = await response.text();
    const page = JSON.parse(text) as CloudBootstrapResponse;
    bytes += Buffer.byteLength(text);
    pages++;
    bare += page.org.chunks.filter(({ vector }) => !vector).length;
    since = page.syncToken;
    if (!page.more) return { bytes, pages, bare, last: new Set(page.org.chunks.map(({ docId }) => docId)) };
  }
}

process.once('message', (request: CloudRequest) => {
  void (async () => {
    const storageRoot = await mkdtemp(join(tmpdir(), 'memoair-bench-'));
    process.once('disconnect', () => void rm(storageRoot, { recursive: true, force: true }).finally(() => process.exit()));
    await serve(request, storageRoot);
  })().catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
});
