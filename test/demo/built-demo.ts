import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const BUILDS = join(ROOT, 'test', '.artifacts', 'demo');
/** What the page is built from. */
const SOURCES = ['demo', 'src', 'worker', 'wasm', 'package-lock.json'];
const NOT_OF_THE_PAGE = new Set(['node_modules', 'examples', 'edge', 'container']);
/** No test uses a build that nobody has asked for in so long, in milliseconds. */
const KEPT_MS = 3_600_000;

/** The folder of the demo as `npm start` builds it. It is built once for as long as its sources stay as they are; whoever changes it takes a copy. */
export async function builtDemo(): Promise<string> {
  // in a process of its own, because the test runner's environment would make it a development build
  const { NODE_ENV: _nodeEnv, VITEST: _vitest, ...env } = process.env;
  const run = promisify(execFile);
  if (!existsSync(join(ROOT, 'wasm/build/kernel.ts'))) await run(process.execPath, ['wasm/build.mjs'], { cwd: ROOT, env });
  const folder = join(BUILDS, await stampOf(SOURCES));
  if (existsSync(folder)) return folder;
  await removeOld();
  const own = `${folder}-${process.pid}`;
  await run(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--config', 'demo/vite.config.ts', '--outDir', own, '--emptyOutDir'], {
    cwd: ROOT,
    env,
  });
  // another process may have been as quick
  await rename(own, folder).catch(() => rm(own, { recursive: true }));
  return folder;
}

async function stampOf(sources: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for await (const path of files(sources)) {
    const { size, mtimeMs } = await stat(join(ROOT, path));
    hash.update(`${path} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

async function* files(paths: readonly string[]): AsyncGenerator<string> {
  for (const path of paths) {
    if (!(await stat(join(ROOT, path))).isDirectory()) {
      yield path;
      continue;
    }
    const names = await readdir(join(ROOT, path));
    yield* files(
      names
        .filter((name) => !NOT_OF_THE_PAGE.has(name))
        .toSorted()
        .map((name) => `${path}/${name}`),
    );
  }
}

async function removeOld(): Promise<void> {
  const now = Date.now();
  for (const name of await readdir(BUILDS).catch(() => [])) {
    const folder = join(BUILDS, name);
    const { mtimeMs } = await stat(folder).catch(() => ({ mtimeMs: now }));
    if (now - mtimeMs > KEPT_MS) await rm(folder, { recursive: true, force: true });
  }
}
