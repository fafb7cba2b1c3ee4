// node docs/build/site.mjs [dev]: builds the site into docs/.vitepress/dist, or serves it and follows changes
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const DOCS = fileURLToPath(new URL('../', import.meta.url));
// the project's own: an older one is installed for the site, nearer to this file
const { resolve } = createRequire(new URL('../../package.json', import.meta.url));
const { runnerImport } = await import(pathToFileURL(resolve('vite')).href);
const { module } = await runnerImport(fileURLToPath(new URL('../../demo/install-locked.ts', import.meta.url)), { configFile: false, logLevel: 'error' });
await module.installLocked(DOCS, 'What builds the documentation');

const run = (tool, ...args) => {
  const { status } = spawnSync(process.execPath, [fileURLToPath(new URL(`../node_modules/${tool}`, import.meta.url)), ...args], {
    cwd: DOCS,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
};

run('typedoc/bin/typedoc', '--options', 'build/typedoc.config.mjs');
// the demo has 5173, where VitePress would be too
run('vitepress/bin/vitepress.js', ...(process.argv[2] === 'dev' ? ['dev', '.', '--port', '5190'] : ['build', '.']));
