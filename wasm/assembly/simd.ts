import { bitsOf, offer, sums } from './top';

export { dots } from './dots';

/** Offers every row of a block to `top`. `query` is int16, of a range that keeps every sum inside int32. `rowSums` is for the relaxed twin. */
export function scan(query: usize, rows: usize, scales: usize, rowSums: usize, filter: usize, groups: i32, dimension: i32, base: i32, top: usize): void {
  const width = <usize>dimension;
  for (let g = 0; g < groups; g++) {
    const bits = bitsOf(filter, g);
    if (bits == 0) {
      rows += width << 2;
      continue;
    }
    let a = i32x4.splat(0),
      b = i32x4.splat(0),
      c = i32x4.splat(0),
      d = i32x4.splat(0);
    for (let q = query, end = query + (width << 1); q < end; q += 32) {
      const y = v128.load(q),
        z = v128.load(q, 16);
      a = i32x4.add(a, i32x4.dot_i16x8_s(v128.load_ext<i8>(rows), y));
      a = i32x4.add(a, i32x4.dot_i16x8_s(v128.load_ext<i8>(rows, 8), z));
      b = i32x4.add(b, i32x4.dot_i16x8_s(v128.load_ext<i8>(rows, 16), y));
      b = i32x4.add(b, i32x4.dot_i16x8_s(v128.load_ext<i8>(rows, 24), z));
      c = i32x4.add(c, i32x4.dot_i16x8_s(v128.load_ext<i8>(rows, 32), y));
      c = i32x4.add(c, i32x4.dot_i16x8_s(v128.load_ext<i8>(rows, 40), z));
      d = i32x4.add(d, i32x4.dot_i16x8_s(v128.load_ext<i8>(rows, 48), y));
      d = i32x4.add(d, i32x4.dot_i16x8_s(v128.load_ext<i8>(rows, 56), z));
      rows += 64;
    }
    const scores = f32x4.mul(f32x4.convert_i32x4_s(sums(a, b, c, d)), v128.load(scales + ((<usize>g) << 4)));
    offer(scores, bits, base + (g << 2), top);
  }
}
