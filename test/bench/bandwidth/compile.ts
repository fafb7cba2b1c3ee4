import asc from 'assemblyscript/asc';

const ACCUMULATORS = 8;
const lanes = Array.from({ length: ACCUMULATORS }, (_, i) => `a${i}`);

/** Reads every byte once and does next to nothing with it: the speed that no scan can pass. */
const SOURCE = `
export function read(from: usize, bytes: usize): i32 {
  let ${lanes.map((lane) => `${lane} = i32x4.splat(0)`).join(', ')};
  for (let at = from, end = from + bytes; at < end; at += ${ACCUMULATORS * 16}) {
    ${lanes.map((lane, i) => `${lane} = v128.xor(${lane}, v128.load(at, ${i * 16}));`).join('\n    ')}
  }
  const sum = ${lanes.reduce((sum, lane) => `v128.xor(${sum}, ${lane})`)};
  return i32x4.extract_lane(sum, 0) ^ i32x4.extract_lane(sum, 1) ^ i32x4.extract_lane(sum, 2) ^ i32x4.extract_lane(sum, 3);
}`;

const FLAGS = ['-O3', '--runtime', 'stub', '--noAssert', '--importMemory', '--sharedMemory', '--enable', 'simd', '--enable', 'threads'];

/** The reader as base64 of a module that imports a shared memory of so many pages, or of any number up to `maximum`. */
export async function compileReader(pages: number, maximum: number = pages): Promise<string> {
  let binary: Uint8Array | undefined;
  const { error } = await asc.main(['reader.ts', '--outFile', 'reader.wasm', ...FLAGS, '--initialMemory', String(pages), '--maximumMemory', String(maximum)], {
    readFile: (name) => (name === 'reader.ts' ? SOURCE : null),
    writeFile: (_name, contents) => void (binary = contents as Uint8Array),
    listFiles: () => [],
  });
  if (error || !binary) throw new Error(`The reader did not compile: ${error?.message ?? ''}`);
  return Buffer.from(binary).toString('base64');
}
