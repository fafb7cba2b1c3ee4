import { afterEach, describe, expect, it, vi } from 'vitest';
import { loadKernel } from '../../wasm/kernel.ts';
import { quantize } from '../../worker/search/vectors/quantize.ts';
import { VectorArena } from '../../worker/search/vectors/arena.ts';
import { VectorIndex } from '../../worker/search/vectors/vector-index.ts';
import { randomVector } from '../worker/search/vector-cases.ts';
import type { Asked, Told } from './scan-owner.ts';

const DIMENSION = 64;
const owners: Worker[] = [];

/** A worker that owns the memory: a page's own thread may not wait for another. */
function owner(): (asked: Asked) => Promise<Told> {
  const worker = new Worker(new URL('scan-owner.ts', import.meta.url), { type: 'module' });
  owners.push(worker);
  return (asked) =>
    new Promise((resolve, reject) => {
      worker.addEventListener('message', ({ data }: MessageEvent<Told>) => resolve(data), { once: true });
      worker.addEventListener('error', (event) => reject(new Error(event.message)), { once: true });
      worker.postMessage(asked);
    });
}

afterEach(() => {
  for (const worker of owners.splice(0)) worker.terminate();
});

/** The same rows in this thread, scanned alone. */
function alone(rows: number): VectorIndex {
  const index = new VectorIndex(new VectorArena(loadKernel()), DIMENSION);
  for (let slot = 0; slot < rows; slot++) index.set(slot, quantize(randomVector(DIMENSION, (slot % 5_000) + 1)));
  return index;
}

describe('a helping thread in an isolated page', () => {
  it('has memory to share', () => expect([crossOriginIsolated, loadKernel({ shared: true }).buffer instanceof SharedArrayBuffer]).toEqual([true, true]));

  it('finds with the owner what the owner finds alone, batch or not, after the index has grown', async () => {
    const ask = owner();
    for (const rows of [60_000, 90_001]) {
      await ask({ kind: 'fill', rows, dimension: DIMENSION });
      await vi.waitFor(async () => expect((await ask({ kind: 'search', seeds: [1], k: 1 })).helped).toBe(true), { timeout: 10_000 });
      const seeds = [7, 77_777, 123_456];
      const told = await ask({ kind: 'search', seeds, k: 50 });
      const index = alone(rows);
      expect(told.helped).toBe(true);
      expect(told.found).toEqual(seeds.map((seed) => index.nearest(randomVector(DIMENSION, seed), 50)));
    }
  });

  it('that has died is done without: the answer is whole, and so are the next ones', async () => {
    const ask = owner();
    await ask({ kind: 'fill', rows: 60_000, dimension: DIMENSION });
    await vi.waitFor(async () => expect((await ask({ kind: 'search', seeds: [1], k: 1 })).helped).toBe(true), { timeout: 10_000 });
    await ask({ kind: 'kill' });
    const index = alone(60_000);
    const wanted = index.nearest(randomVector(DIMENSION, 5), 20);
    // a browser may take seconds to end a thread that sleeps
    await vi.waitFor(
      async () => {
        const told = await ask({ kind: 'search', seeds: [5], k: 20 });
        expect(told.found[0]).toEqual(wanted);
        expect(told.helped).toBe(false);
      },
      { timeout: 20_000 },
    );
    expect((await ask({ kind: 'search', seeds: [5], k: 20 })).found[0]).toEqual(wanted);
  });
});
