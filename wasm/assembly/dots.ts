/** Dot products of single rows with an int16 query: `addresses` u32[count] of each row's first 16 bytes, `out` i32[count]. */
export function dots(query: usize, addresses: usize, count: i32, dimension: i32, out: usize): void {
  for (let r = 0; r < count; r++) {
    let row = <usize>load<u32>(addresses + ((<usize>r) << 2));
    let a = i32x4.splat(0),
      b = i32x4.splat(0);
    for (let q = query, end = query + ((<usize>dimension) << 1); q < end; q += 32) {
      a = i32x4.add(a, i32x4.dot_i16x8_s(v128.load_ext<i8>(row), v128.load(q)));
      b = i32x4.add(b, i32x4.dot_i16x8_s(v128.load_ext<i8>(row, 8), v128.load(q, 16)));
      row += 64;
    }
    const s = i32x4.add(a, b);
    store<i32>(out + ((<usize>r) << 2), i32x4.extract_lane(s, 0) + i32x4.extract_lane(s, 1) + i32x4.extract_lane(s, 2) + i32x4.extract_lane(s, 3));
  }
}
