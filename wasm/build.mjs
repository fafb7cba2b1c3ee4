// Compiles the kernels and writes them as a module of bytes, so that no bundler, CSP or file path stands between the
// worker and them. Run by `npm run kernel`.
import { mkdirSync, writeFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

let binary;
const { error } = await asc.main(
  [
    'wasm/assembly/kernel.ts',
    '--outFile',
    'kernel.wasm',
    '-O3',
    '--enable',
    'simd',
    '--runtime',
    'stub',
    '--noAssert',
    '--importMemory',
    '--initialMemory',
    '1',
  ],
  { writeFile: (_name, contents) => void (binary = contents) },
);
if (error || !binary) {
  console.error(`the kernel did not compile: ${error?.message ?? ''}`);
  throw error ?? new Error('the compiler wrote nothing');
}
mkdirSync('wasm/build', { recursive: true });
const base64 = Buffer.from(binary).toString('base64');
writeFileSync('wasm/build/kernel.ts', `/** Compiled from wasm/assembly/kernel.ts by wasm/build.mjs. */\nexport const KERNEL_BASE64: string = '${base64}';\n`);
console.log(`kernel: ${binary.length} bytes`);
