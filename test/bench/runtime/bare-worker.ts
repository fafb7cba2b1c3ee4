/** What the runtime is measured beside, in a worker as the runtime is: the model alone, a transaction alone, a read alone. */
import * as ort from 'onnxruntime-web/wasm';
import loaderUrl from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { createWasmEncoder } from '../../../worker/embed/onnx.ts';
import type { Encoder } from '../../../worker/embed/encoder.ts';
import { createTokenizer, type Encode } from '../../../worker/embed/tokenizer.ts';
import type { FromBare, ToBare } from './bare.ts';

/** The cache in which the runtime keeps its model. */
const CACHE = 'memoair-web-model';
const DATABASE = 'bench-bare';

let encode: Encode | undefined;
let encoder: Encoder | undefined;
let database: IDBDatabase | undefined;

async function cached(url: string): Promise<Uint8Array> {
  const response = (await (await caches.open(CACHE)).match(url)) ?? (await fetch(url));
  return new Uint8Array(await response.arrayBuffer());
}

async function model({ modelUrl, model: file, tokenizer, maxTokens, threads }: Extract<ToBare, { kind: 'model' }>): Promise<void> {
  const settings = { threads, wasmPaths: { wasm: new URL(wasmUrl, import.meta.url).href, mjs: new URL(loaderUrl, import.meta.url).href } };
  encoder = await createWasmEncoder(await cached(new URL(file, modelUrl).href), settings);
  const json = JSON.parse(new TextDecoder().decode(await cached(new URL(tokenizer, modelUrl).href))) as object;
  encode = createTokenizer(json, maxTokens);
  await encoder.encode([encode('warm up')]);
}

async function forward(text: string): Promise<number> {
  const ids = encode!(text);
  const begin = performance.now();
  await encoder!.encode([ids]);
  return performance.now() - begin;
}

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error));
  });

async function open(name: string, onUpgrade?: (opened: IDBDatabase) => void): Promise<IDBDatabase> {
  const request = indexedDB.open(name);
  request.addEventListener('upgradeneeded', () => onUpgrade?.(request.result));
  return settled(request);
}

/** One row in one strict transaction. */
async function transaction(row: object): Promise<number> {
  database ??= await open(DATABASE, (opened) => opened.createObjectStore('rows', { autoIncrement: true }));
  const begin = performance.now();
  const tx = database.transaction('rows', 'readwrite', { durability: 'strict' });
  tx.objectStore('rows').add(row);
  await new Promise((resolve) => tx.addEventListener('complete', resolve));
  return performance.now() - begin;
}

/** Every row of every table, and nothing done with them. */
async function read(names: readonly string[]): Promise<void> {
  await Promise.all(
    names.map(async (name) => {
      const opened = await open(name);
      const tables = [...opened.objectStoreNames];
      const tx = opened.transaction(tables);
      await Promise.all(tables.map((table) => settled(tx.objectStore(table).getAll())));
      opened.close();
    }),
  );
}

async function answer(message: ToBare): Promise<number> {
  if (message.kind === 'forward') return forward(message.text);
  if (message.kind === 'transaction') return transaction(message.row);
  const begin = performance.now();
  await (message.kind === 'model' ? model(message) : read(message.names));
  return performance.now() - begin;
}

addEventListener('message', ({ data }: MessageEvent<ToBare>) => {
  ort.env.logLevel = 'error';
  void answer(data).then(
    (ms) => postMessage({ ms } satisfies FromBare),
    (error: unknown) => postMessage({ ms: Number.NaN, error: String(error) } satisfies FromBare),
  );
});
