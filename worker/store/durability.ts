import type { Guard, Write } from './store.ts';

/** Segments can be made again, so they need not wait for the disk; everything else does. */
export function durabilityOf(writes: readonly Write[], { absent, head }: Guard): 'strict' | 'relaxed' {
  return !absent && !head && writes.every((change) => change.table === 'segments') ? 'relaxed' : 'strict';
}
