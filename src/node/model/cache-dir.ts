import { homedir, platform } from 'node:os';
import { posix, win32 } from 'node:path';

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

const FOLDER = 'memoair-web';

/**
 * Where models are kept: one folder per machine and person, outside any storage root, since a model is the same for
 * every user and can be had again.
 *
 * `MEMOAIR_MODEL_CACHE` names it; else it is where the system wants caches to be.
 */
export function defaultCacheDir(env: Environment = process.env, os: NodeJS.Platform = platform(), home: string = homedir()): string {
  if (env['MEMOAIR_MODEL_CACHE']) return env['MEMOAIR_MODEL_CACHE'];
  if (env['XDG_CACHE_HOME']) return posix.join(env['XDG_CACHE_HOME'], FOLDER);
  if (os === 'win32') return win32.join(env['LOCALAPPDATA'] ?? win32.join(home, 'AppData', 'Local'), FOLDER);
  if (os === 'darwin') return posix.join(home, 'Library', 'Caches', FOLDER);
  return posix.join(home, '.cache', FOLDER);
}
