import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What the compiler says of each of these lines of a module, in their order; undefined where it has nothing to say. */
export async function compile(lines: readonly string[]): Promise<readonly (string | undefined)[]> {
  const artifacts = join(ROOT, 'test', '.artifacts');
  await mkdir(artifacts, { recursive: true });
  const folder = await mkdtemp(join(artifacts, 'parity-'));
  try {
    await writeFile(join(folder, 'lines.ts'), `${lines.join('\n')}\nexport {};\n`);
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ extends: '../../tsconfig.json', include: ['./lines.ts'] }));
    const output = await new Promise<string>((resolve, reject) =>
      execFile(
        join(ROOT, 'node_modules', '.bin', 'tsc'),
        ['-p', folder, '--noEmit', '--pretty', 'false'],
        { cwd: ROOT, shell: process.platform === 'win32' },
        (error, stdout) =>
          // it exits with 1 or 2 when it has something to say
          error && stdout === '' ? reject(error) : resolve(stdout),
      ),
    );
    const said = new Map([...output.matchAll(/lines\.ts\((\d+),\d+\): error (.*)/g)].map((match) => [Number(match[1]), match[2]!]));
    return lines.map((_line, i) => said.get(i + 1));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
