/** The `k` slots with the highest values among `slots`, best first; ties by slot; NaN is never among them. */
export function topSlots(values: Float32Array, slots: Iterable<number>, k: number): number[] {
  const heap: number[] = [];
  const worse = (a: number, b: number): boolean => values[a]! < values[b]! || (values[a] === values[b] && a > b);
  for (const slot of slots) {
    if (Number.isNaN(values[slot]!)) continue;
    if (heap.length < k) {
      heap.push(slot);
      up(heap, heap.length - 1, worse);
    } else if (k > 0 && worse(heap[0]!, slot)) {
      heap[0] = slot;
      down(heap, 0, worse);
    }
  }
  return heap.sort((a, b) => (worse(a, b) ? 1 : -1));
}

type Worse = (a: number, b: number) => boolean;

function up(heap: number[], start: number, worse: Worse): void {
  for (let at = start; at > 0;) {
    const parent = (at - 1) >> 1;
    if (!worse(heap[at]!, heap[parent]!)) return;
    swap(heap, at, parent);
    at = parent;
  }
}

function down(heap: number[], start: number, worse: Worse): void {
  for (let at = start; ;) {
    const left = 2 * at + 1;
    let worst = at;
    if (left < heap.length && worse(heap[left]!, heap[worst]!)) worst = left;
    if (left + 1 < heap.length && worse(heap[left + 1]!, heap[worst]!)) worst = left + 1;
    if (worst === at) return;
    swap(heap, at, worst);
    at = worst;
  }
}

function swap(heap: number[], a: number, b: number): void {
  const moved = heap[a]!;
  heap[a] = heap[b]!;
  heap[b] = moved;
}
