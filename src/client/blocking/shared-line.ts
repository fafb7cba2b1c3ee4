/**
 * How an answer comes back to a thread that waits: through memory that both share, since a thread that is blocked hears no
 * message. A long answer comes in parts, each taken before the next is written.
 *
 * @module
 */

/** Bytes of the shared memory of one line. */
const LINE_BYTES = 262_144;
const HEADER_BYTES = 8;
/** What the first of the header's two numbers says; the second is the length of the part. */
const EMPTY = 0;
const PART = 1;
const LAST = 2;
/** The waiting thread has given up. */
const CLOSED = 3;

const headerOf = (line: SharedArrayBuffer): Int32Array => new Int32Array(line, 0, 2);

export function createLine(): SharedArrayBuffer {
  return new SharedArrayBuffer(LINE_BYTES);
}

/** Waits for the whole answer. Undefined when it is not there after `ms` milliseconds: the line is then of no more use. */
export function receive(line: SharedArrayBuffer, ms: number): Uint8Array | undefined {
  const header = headerOf(line);
  const end = performance.now() + ms;
  const parts: Uint8Array[] = [];
  for (;;) {
    while (Atomics.load(header, 0) === EMPTY) {
      if (Atomics.wait(header, 0, EMPTY, Math.max(0, end - performance.now())) !== 'timed-out') continue;
      Atomics.store(header, 0, CLOSED);
      Atomics.notify(header, 0);
      return undefined;
    }
    const last = Atomics.load(header, 0) === LAST;
    // a copy: text is not decoded from shared memory everywhere
    parts.push(new Uint8Array(line, HEADER_BYTES, header[1]).slice());
    Atomics.store(header, 0, EMPTY);
    Atomics.notify(header, 0);
    if (last) return joined(parts);
  }
}

/** Writes an answer for the thread that waits, in its own pace. Returns when all was taken but the last part, or it gave up. */
export function send(line: SharedArrayBuffer, answer: Uint8Array): void {
  const header = headerOf(line);
  const room = new Uint8Array(line, HEADER_BYTES);
  for (let at = 0; ; at += room.length) {
    const part = answer.subarray(at, at + room.length);
    const state = at + part.length < answer.length ? PART : LAST;
    room.set(part);
    header[1] = part.length;
    if (Atomics.compareExchange(header, 0, EMPTY, state) !== EMPTY) return;
    Atomics.notify(header, 0);
    if (state === LAST) return;
    Atomics.wait(header, 0, state);
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
