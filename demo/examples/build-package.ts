import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './examples.ts';

const SOURCES = ['src', 'worker', 'wasm', 'vite.config.ts', 'tsconfig.build.json'];
/** One file that each part of the build writes. */
const OUTPUTS = ['index.js', 'voice/index.js', 'extract/index.js', 'kernel/index.js', 'node/index.js', 'edge/index.js', 'types/src/index.d.ts'];

/** Of a build that failed. */
const LINES_TOLD = 40;

/** Builds the package where it is not built, or is older than its sources. */
export async function buildPackage(say: (line: string) => void): Promise<void> {
  const built = await Promise.all(OUTPUTS.map((file) => timeOf(join(ROOT, 'dist', file))));
  if (Math.min(...built) >= (await newestOf(SOURCES))) return;
  say('Building the package (npm run build), half a minute…');
  const { NODE_ENV: _nodeEnv, VITEST: _vitest, ...env } = process.env;
  const windows = process.platform === 'win32';
  await promisify(execFile)(windows ? 'npm.cmd' : 'npm', ['run', 'build'], { cwd: ROOT, env, shell: windows }).catch((thrown: FailedBuild) => {
    // the compiler tells its errors on one, the bundler on the other
    const told = `${thrown.stdout ?? ''}\n${thrown.stderr ?? ''}`.trim().split('\n').slice(-LINES_TOLD);
    throw new Error(`The package could not be built (npm run build):\n${told.join('\n')}`, { cause: thrown });
  });
}

type FailedBuild = Error & { readonly stdout?: string; readonly stderr?: string };

/** When a file was changed, in milliseconds; 0 where there is none. */
async function timeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => null);
  return found?.isFile() ? found.mtimeMs : 0;
}

async function newestOf(names: readonly string[]): Promise<number> {
  const lists = await Promise.all(
    names.map(async (name) => {
      const inside = await readdir(join(ROOT, name), { recursive: true }).catch(() => []);
      return [name, ...inside.map((path) => join(name, path))];
    }),
  );
  // the kernel is written by the build itself
  const sources = lists.flat().filter((path) => !path.startsWith(join('wasm', 'build')));
  return Math.max(...(await Promise.all(sources.map((path) => timeOf(join(ROOT, path))))));
}
