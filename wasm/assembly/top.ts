// What both kernels share: the list of the best rows, and what makes one score of an accumulator.
//
// Rows lie interleaved in groups of four: for every 16 numbers of the vector, 16 bytes of row 0, of row 1, of row 2, of
// row 3, so that a scan is one sequential stream. Pointers are byte offsets; wasm/layout.ts says where what lies.

/** The best k so far, best first: i32 capacity, i32 count, f32 threshold, then i32 ids[capacity], f32 scores[capacity]. */
const IDS: usize = 16;

@inline
function insert(top: usize, id: i32, score: f32): void {
  const capacity = load<i32>(top);
  const count = load<i32>(top, 4);
  const scores = top + IDS + (<usize>capacity << 2);
  let i = count < capacity ? count : capacity - 1;
  // strictly less: of two equal scores the row that came first stays first
  while (i > 0 && load<f32>(scores + (<usize>(i - 1) << 2)) < score) {
    store<f32>(scores + (<usize>i << 2), load<f32>(scores + (<usize>(i - 1) << 2)));
    store<i32>(top + IDS + (<usize>i << 2), load<i32>(top + IDS + (<usize>(i - 1) << 2)));
    i--;
  }
  store<f32>(scores + (<usize>i << 2), score);
  store<i32>(top + IDS + (<usize>i << 2), id);
  if (count < capacity) store<i32>(top, count + 1, 4);
  if (count + 1 >= capacity) store<f32>(top, load<f32>(scores + (<usize>(capacity - 1) << 2)), 8);
}

/** Takes the rows of a group that the filter lets through and that beat the threshold. */
@inline
export function offer(scores: v128, bits: i32, id: i32, top: usize): void {
  const better = bits & i32x4.bitmask(f32x4.gt(scores, f32x4.splat(load<f32>(top, 8))));
  if (!better) return;
  // the threshold rises with each one taken
  if (better & 1 && f32x4.extract_lane(scores, 0) > load<f32>(top, 8)) insert(top, id, f32x4.extract_lane(scores, 0));
  if (better & 2 && f32x4.extract_lane(scores, 1) > load<f32>(top, 8)) insert(top, id + 1, f32x4.extract_lane(scores, 1));
  if (better & 4 && f32x4.extract_lane(scores, 2) > load<f32>(top, 8)) insert(top, id + 2, f32x4.extract_lane(scores, 2));
  if (better & 8 && f32x4.extract_lane(scores, 3) > load<f32>(top, 8)) insert(top, id + 3, f32x4.extract_lane(scores, 3));
}

/** The sums of four accumulators as one vector. */
@inline
export function sums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7));
  const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7));
  return i32x4.add(v128.shuffle<i64>(ab, cd, 0, 2), v128.shuffle<i64>(ab, cd, 1, 3));
}

@inline
export function bitsOf(filter: usize, group: i32): i32 {
  return (<i32>load<u8>(filter + (<usize>group >> 1)) >> ((group & 1) << 2)) & 15;
}
