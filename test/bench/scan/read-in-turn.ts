import { instantiateReader } from '../bandwidth/reader.ts';
import type { ReadHelperTask } from './read-helper.ts';

/** Reads the same bytes again and again, by this thread alone or with another. */
export interface Reader extends AsyncDisposable {
  /** Milliseconds of one read of everything. */
  read(): number;
}

/** Reads the first `bytes` of a memory; vectors lie in it, so what is in the processor's cache serves both alike. */
export async function readInTurn(threads: 1 | 2, wasm: string, memory: WebAssembly.Memory, bytes: number): Promise<Reader> {
  const module = await WebAssembly.compile(Uint8Array.from(atob(wasm), (character) => character.charCodeAt(0)));
  const read = await instantiateReader(module, memory);
  if (threads === 1) {
    const alone = (): number => {
      const begin = performance.now();
      read(0, bytes);
      return performance.now() - begin;
    };
    return { read: alone, [Symbol.asyncDispose]: async () => undefined };
  }
  const state = new Int32Array(new SharedArrayBuffer(4));
  const half = Math.floor(bytes / 256) * 128;
  const helper = new Worker(new URL('./read-helper.ts', import.meta.url), { type: 'module' });
  await new Promise((resolve, reject) => {
    helper.addEventListener('message', resolve, { once: true });
    helper.addEventListener('error', (event) => reject(new Error(event.message)), { once: true });
    helper.postMessage({ module, memory, from: half, bytes: half, state } satisfies ReadHelperTask);
  });
  const together = (): number => {
    const begin = performance.now();
    Atomics.store(state, 0, 1);
    Atomics.notify(state, 0);
    read(0, half);
    while (Atomics.load(state, 0) !== 0);
    return performance.now() - begin;
  };
  return { read: together, [Symbol.asyncDispose]: async () => helper.terminate() };
}
