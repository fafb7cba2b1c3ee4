import { expect, it } from 'vitest';
import { loadKernel, type Kernel } from '../../../../wasm/kernel.ts';
import { VectorArena } from '../../../../worker/search/vectors/arena.ts';

it('scans in JS where WebAssembly gets no memory', () => {
  const kernel: Kernel = Object.create(loadKernel(), {
    reserve: {
      value: () => {
        throw new RangeError('Out of memory.');
      },
    },
  }) as Kernel;
  expect(new VectorArena(kernel).backend).toBe('js');
});
