// Compiles the kernels and writes them as a module of bytes, so that no bundler, CSP or file path stands between the
// worker and them. Run by `npm run kernel`. A module says itself whether its memory is shared, so each comes twice.
import { mkdirSync, writeFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

async function compile(source, flags) {
  let binary;
  const { error } = await asc.main(
    [`wasm/assembly/${source}.ts`, '--outFile', 'kernel.wasm', '-O3', '--runtime', 'stub', '--noAssert', '--importMemory', '--enable', 'simd', ...flags],
    { writeFile: (_name, contents) => void (binary = contents) },
  );
  if (!error && binary) return Buffer.from(binary);
  console.error(`the ${source} kernel did not compile: ${error?.message ?? ''}`);
  throw error ?? new Error('the compiler wrote nothing');
}

const RELAXED = ['--enable', 'relaxed-simd'];
const SHARED = ['--enable', 'threads', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'];
const kernels = {
  simd: await compile('simd', []),
  relaxed: await compile('relaxed', RELAXED),
  simdShared: await compile('simd', SHARED),
  relaxedShared: await compile('relaxed', [...RELAXED, ...SHARED]),
};

const bytes = Object.values(kernels).reduce((sum, { length }) => sum + length, 0);
const entries = Object.entries(kernels).map(([name, binary]) => `  ${name}: '${binary.toString('base64')}',\n`);
const type = `{ ${Object.keys(kernels)
  .map((name) => `readonly ${name}: string`)
  .join('; ')} }`;
mkdirSync('wasm/build', { recursive: true });
writeFileSync(
  'wasm/build/kernel.ts',
  `/** Compiled from wasm/assembly by wasm/build.mjs, base64. ${bytes} bytes in all. */\nexport const KERNELS: ${type} = {\n${entries.join('')}};\n`,
);
// for size-limit
writeFileSync('wasm/build/kernel.wasm', Buffer.concat(Object.values(kernels)));
// for platforms that compile no bytes: they take modules with the code
for (const kind of ['simd', 'relaxed']) writeFileSync(`wasm/build/kernel-${kind}.wasm`, kernels[kind]);
console.log(
  `kernels: ${Object.entries(kernels)
    .map(([name, { length }]) => `${name} ${length}`)
    .join(', ')} bytes`,
);
