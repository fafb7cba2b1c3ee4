/** One of several threads that read their part of one memory at the same moments. */
export interface ReaderTask {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly from: number;
  readonly bytes: number;
  readonly rounds: number;
  readonly index: number;
  readonly threads: number;
  /** Int32: how often a thread has come to the line. */
  readonly arrivals: SharedArrayBuffer;
  /** Float64, by round and thread: begin and end, in milliseconds on one clock for all threads. */
  readonly times: SharedArrayBuffer;
}

export type Read = (from: number, bytes: number) => number;

export async function instantiateReader(module: WebAssembly.Module, memory: WebAssembly.Memory): Promise<Read> {
  const instance = await WebAssembly.instantiate(module, { env: { memory } });
  return instance.exports['read'] as Read;
}
