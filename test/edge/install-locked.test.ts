import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { installLocked } from '../support/install-locked.ts';

/** Stands for npm, to see how often it is started: it fails when it runs twice at a time, and says so. */
const NPM = `#!/bin/sh
mkdir running || exit 1
sleep 0.2
mkdir -p node_modules
echo run >> runs
rmdir running
`;

const path = process.env['PATH'];
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'memoair-locked-'));
  await mkdir(join(folder, 'bin'));
  await writeFile(join(folder, 'bin/npm'), NPM);
  await chmod(join(folder, 'bin/npm'), 0o755);
  await writeFile(join(folder, 'package-lock.json'), '{}');
  process.env['PATH'] = `${join(folder, 'bin')}:${path}`;
  return () => rm(folder, { recursive: true, force: true });
});
afterAll(() => {
  process.env['PATH'] = path;
});

const runs = async (): Promise<number> => (await readFile(join(folder, 'runs'), 'utf8')).trim().split('\n').length;

it('many that want the same packages at a time have them installed once', async () => {
  await Promise.all(Array.from({ length: 8 }, () => installLocked(folder, 'What is tested')));
  await installLocked(folder, 'What is tested');
  expect(await runs()).toBe(1);
});

it('another lockfile is installed anew', async () => {
  await installLocked(folder, 'What is tested');
  await writeFile(join(folder, 'package-lock.json'), '{"changed": true}');
  await installLocked(folder, 'What is tested');
  expect(await runs()).toBe(2);
});

it('nobody waits for a process that was ended in the middle of it', async () => {
  const gone = execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }).trim();
  const name = createHash('sha256')
    .update(await realpath(folder))
    .digest('hex')
    .slice(0, 16);
  await writeFile(join(tmpdir(), `memoair-install-${name}`), gone);
  await installLocked(folder, 'What is tested');
  expect(await runs()).toBe(1);
});

it('what failed is told, and can be tried again at once', async () => {
  await mkdir(join(folder, 'running'));
  await expect(installLocked(folder, 'What is tested')).rejects.toThrow('What is tested could not be installed');
  await rm(join(folder, 'running'), { recursive: true });
  await installLocked(folder, 'What is tested');
  expect(await runs()).toBe(1);
});
