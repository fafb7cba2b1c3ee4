// Tries the properties of what takes in what others send, many times over: `npm run fuzz`, or `npm run fuzz router outbox` for some of it.
// FUZZ_RUNS is how often for each, 100,000 when it is not set; FUZZ_SEED tries one run again.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const AREAS = {
  router: ['test/fuzz/router.test.ts'],
  parsers: ['test/fuzz/parsers.test.ts'],
  composer: ['test/worker/composer.test.ts', 'test/worker/neutralise.test.ts'],
  importer: ['test/fuzz/importer.test.ts'],
  projections: ['test/fuzz/projections.test.ts'],
  outbox: ['test/worker/sync/push-anything.test.ts'],
};
const { FUZZ_RUNS = '100000' } = process.env;
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in AREAS));
if (unknown.length > 0) throw new Error(`There is ${Object.keys(AREAS).join(', ')}.`);

const run = (files) =>
  new Promise((resolve) => {
    const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', '--project', 'node', '--testTimeout', '0', '--reporter', 'dot', ...files];
    spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, FUZZ_RUNS } }).on('close', resolve);
  });

const told = [];
for (const [name, files] of Object.entries(AREAS).filter(([each]) => asked.length === 0 || asked.includes(each))) {
  const start = performance.now();
  const code = await run(files);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  told.push(`${name.padEnd(12)}${FUZZ_RUNS} runs  ${seconds.padStart(7)} s  ${code === 0 ? 'no fault' : 'FAULTS, above'}`);
  if (code !== 0) process.exitCode = 1;
}
console.log(told.join('\n'));
