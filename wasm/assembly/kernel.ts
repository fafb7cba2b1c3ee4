// int8 dot products of one query against rows that lie one after another. Pointers are byte offsets; the loader lays
// the memory out. `query` is widened to int16 so that each step is one i32x4.dot_i16x8 (products fit: 127 * 127 * 2 < 2^15 * 2).
export function scan(query: usize, rows: usize, scales: usize, out: usize, count: i32, dimension: i32): void {
  const d = <usize>dimension;
  for (let r = 0; r < count; r++) {
    let a = i32x4.splat(0),
      b = i32x4.splat(0);
    for (let i: usize = 0; i < d; i += 16) {
      a = i32x4.add(a, i32x4.dot_i16x8_s(v128.load_ext<i8>(rows + i), v128.load(query + (i << 1))));
      b = i32x4.add(b, i32x4.dot_i16x8_s(v128.load_ext<i8>(rows + i, 8), v128.load(query + (i << 1), 16)));
    }
    const s = i32x4.add(a, b);
    const sum = i32x4.extract_lane(s, 0) + i32x4.extract_lane(s, 1) + i32x4.extract_lane(s, 2) + i32x4.extract_lane(s, 3);
    store<f32>(out + ((<usize>r) << 2), <f32>sum * load<f32>(scales + ((<usize>r) << 2)));
    rows += d;
  }
}
