import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './command.ts';

export interface InstallOptions {
  readonly folder: string;
  /** Whether packages may compile themselves. */
  readonly scripts: boolean;
  readonly signal: AbortSignal;
}

/**
 * Installs what a folder names, unless it already stands there: from its lockfile, or, where it has none because a registry may
 * lack the binaries of other systems, from the exact versions of its package.json.
 *
 * @returns null, or in one line why it could not be installed
 */
export async function install({ folder, scripts, signal }: InstallOptions): Promise<string | null> {
  const locked = existsSync(join(folder, 'package-lock.json'));
  const named = await readFile(join(folder, locked ? 'package-lock.json' : 'package.json'));
  const stamp = createHash('sha256').update(named).update(process.version).digest('hex');
  const stampFile = join(folder, 'node_modules', '.bench-stamp');
  if (existsSync(stampFile) && (await readFile(stampFile, 'utf8')) === stamp) return null;
  try {
    const options = ['--no-audit', '--no-fund', ...(scripts ? [] : ['--ignore-scripts'])];
    await runCommand('npm', [locked ? 'ci' : 'install', ...options], { cwd: folder, signal });
    await writeFile(stampFile, stamp);
    return null;
  } catch (error) {
    signal.throwIfAborted();
    return reasonOf((error as Error).message);
  }
}

function reasonOf(printed: string): string {
  const errors = printed.split('\n').flatMap((line) => /^npm error (?!(?:code|syscall|errno|path|command|cwd) )(.+)/.exec(line)?.[1] ?? []);
  return errors[0] ?? printed.split('\n')[0]!;
}
