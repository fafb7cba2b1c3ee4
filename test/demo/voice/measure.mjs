/**
 * From the end of what a person says to the answer: builds the demo, talks to it in a real Chromium, and prints the median and the parts.
 * `node test/demo/voice/measure.mjs`; ROUNDS moves the number of utterances, two a round.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const run = (...args) => execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
const build = (...args) => run('node_modules/vite/bin/vite.js', 'build', '--logLevel', 'error', ...args);

const demo = mkdtempSync(join(tmpdir(), 'memoair-demo-'));
try {
  build('--config', 'demo/vite.config.ts', '--outDir', demo, '--emptyOutDir');
  build('--config', 'test/demo/voice/vite.config.ts');
  run('test/.artifacts/voice/measure.js', demo);
} finally {
  rmSync(demo, { recursive: true, force: true });
}
