import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { packBuilt } from '../package/packed.ts';
import { installLocked } from '../support/install-locked.ts';
import { apiReport } from './api/report.ts';

const HERE = fileURLToPath(new URL('./', import.meta.url));
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Returns what is wrong, in words; null where nothing is. */
type Check = () => Promise<string | null>;

/** Has each tool look at the tarball that would be published, prints what it says, and tells whether all of them are content. */
export async function checkPackage(): Promise<boolean> {
  await installLocked(HERE, 'The tools that look at the package');
  const folder = await mkdtemp(join(tmpdir(), 'memoair-pack-'));
  try {
    const tarball = await packBuilt(folder);
    const checks: readonly (readonly [name: string, check: Check])[] = [
      // ESM alone: what `require` would find is not looked at
      ['attw: every subpath has its types', () => tool('@arethetypeswrong/cli/dist/index.js', [tarball, '--profile', 'esm-only', '--no-color'])],
      ['publint: package.json says what is there', () => tool('publint/src/cli.js', [tarball, '--strict'])],
      ['knip: nothing is left over', () => tool('knip/bin/knip.js', ['--config', 'test/tools/knip.json', '--no-progress'])],
      ['every exported name says what it is', () => undocumented(folder)],
    ];
    let content = true;
    for (const [name, check] of checks) {
      const wrong = await check();
      console.log(wrong === null ? `ok    ${name}` : `WRONG ${name}\n${wrong}`);
      content &&= wrong === null;
    }
    return content;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function tool(script: string, args: readonly string[]): Promise<string | null> {
  try {
    await promisify(execFile)(process.execPath, [join(HERE, 'node_modules', script), ...args], { cwd: ROOT, maxBuffer: 16_000_000 });
    return null;
  } catch (thrown) {
    const { stdout = '', stderr = '', message } = thrown as Error & { readonly stdout?: string; readonly stderr?: string };
    return `${stdout}${stderr}`.trim() || message;
  }
}

async function undocumented(folder: string): Promise<string | null> {
  const { undocumented: names } = await apiReport(join(folder, 'types'));
  return names.length === 0 ? null : names.join('\n');
}
