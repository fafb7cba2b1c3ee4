/** Uniform numbers in [0, 1) from a seed (mulberry32): the same on every machine. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Numbers of mean 0 and deviation 1, from four uniform ones: near enough to normal, and free of Math.log. */
export function normal(uniform: () => number): () => number {
  return () => (uniform() + uniform() + uniform() + uniform() - 2) * Math.sqrt(3);
}
