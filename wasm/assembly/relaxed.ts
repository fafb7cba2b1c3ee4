import { bitsOf, offer, sums } from './top';

export { dots } from './dots';

/**
 * Offers every row of a block to `top` by the relaxed dot product, which multiplies bytes. One side has to be non-negative and of 7 bits, so the
 * query comes with 64 added; 64 × the sum of each row (`rowSums`) is taken off again.
 */
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
    for (let q = query, end = query + width; q < end; q += 16) {
      const y = v128.load(q);
      a = i32x4.relaxed_dot_i8x16_i7x16_add_s(v128.load(rows), y, a);
      b = i32x4.relaxed_dot_i8x16_i7x16_add_s(v128.load(rows, 16), y, b);
      c = i32x4.relaxed_dot_i8x16_i7x16_add_s(v128.load(rows, 32), y, c);
      d = i32x4.relaxed_dot_i8x16_i7x16_add_s(v128.load(rows, 48), y, d);
      rows += 64;
    }
    const dots = i32x4.sub(sums(a, b, c, d), i32x4.shl(v128.load(rowSums + ((<usize>g) << 4)), 6));
    offer(f32x4.mul(f32x4.convert_i32x4_s(dots), v128.load(scales + ((<usize>g) << 4))), bits, base + (g << 2), top);
  }
}
