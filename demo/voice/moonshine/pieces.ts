/** The model was made for up to half a minute; what it takes grows with the square. Seconds. */
const LONGEST_S = 20;
/** A piece that has to be cut ends where it is quietest after this. Seconds. */
const SHORTEST_S = 12;
const WINDOW_S = 0.1;

/** Cuts long speech at its quietest moments. @param rate Hertz */
export function pieces(samples: Float32Array, rate: number): readonly Float32Array[] {
  const cut: Float32Array[] = [];
  let rest = samples;
  while (rest.length > LONGEST_S * rate) {
    const at = quietest(rest, SHORTEST_S * rate, LONGEST_S * rate, Math.round(WINDOW_S * rate));
    cut.push(rest.subarray(0, at));
    rest = rest.subarray(at);
  }
  return [...cut, rest];
}

/** The middle of the window with the least energy. */
function quietest(samples: Float32Array, from: number, to: number, window: number): number {
  let [best, least] = [to, Infinity];
  for (let start = from; start + window <= to; start += window) {
    const energy = samples.subarray(start, start + window).reduce((sum, sample) => sum + sample * sample, 0);
    if (energy < least) [best, least] = [start + (window >> 1), energy];
  }
  return best;
}
