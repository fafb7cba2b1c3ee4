import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultCacheDir } from '../../../src/node/model/cache-dir.ts';
import { filesOf, type ModelBytes, readCache, writeCache } from '../../../src/node/model/cache.ts';
import type { ModelManifest } from '../../../src/node/model/known-models.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { pin, text } from './tiny-model.ts';

const BYTES: ModelBytes = { model: new Uint8Array(1_000_000).fill(7), tokenizer: text('{"model":{}}') };
const MANIFEST: ModelManifest = {
  name: 'some-model',
  dimension: 3,
  maxTokens: 4,
  model: { file: 'model.onnx', ...pin(BYTES.model) },
  tokenizer: { file: 'tokenizer.json', ...pin(BYTES.tokenizer) },
};
const NAMES = ['manifest.json', 'model.onnx', 'tokenizer.json'];

describe('the model cache', () => {
  it('gives back what was written, with a manifest that says what it is', async () => {
    const cache = await temporaryFolder();
    const files = await writeCache(cache, MANIFEST, BYTES);
    expect(files).toEqual(filesOf(cache, MANIFEST));
    expect(await readCache(cache, MANIFEST)).toEqual(files);
    expect(await readdir(files.folder)).toEqual(NAMES);
    expect(JSON.parse(await readFile(join(files.folder, 'manifest.json'), 'utf8'))).toEqual(MANIFEST);
    expect(Buffer.compare(await readFile(files.modelPath), BYTES.model)).toBe(0);
  });

  it('is empty where nothing was written', async () => {
    expect(await readCache(join(await temporaryFolder(), 'nowhere'), MANIFEST)).toBeNull();
  });

  it.each(NAMES)('takes a model for absent when its %s was changed or cut, and a new write heals it', async (name) => {
    const cache = await temporaryFolder();
    const { folder } = await writeCache(cache, MANIFEST, BYTES);
    const good = await readFile(join(folder, name));
    const changed = Buffer.from(good);
    changed[3]! ^= 1;
    for (const bad of [changed, good.subarray(0, -1), Buffer.alloc(0)]) {
      await writeFile(join(folder, name), bad);
      expect(await readCache(cache, MANIFEST)).toBeNull();
    }
    await writeCache(cache, MANIFEST, BYTES);
    expect(await readCache(cache, MANIFEST)).not.toBeNull();
  });

  it('never shows a half-written model to a reader while many write it at once', async () => {
    const cache = await temporaryFolder();
    const { folder, modelPath } = await writeCache(cache, MANIFEST, BYTES);
    const written = new AbortController();
    const reading = (async () => {
      let reads = 0;
      for (; !written.signal.aborted; reads += 1) expect((await readFile(modelPath)).length).toBe(BYTES.model.length);
      return reads;
    })();
    await Promise.all(Array.from({ length: 8 }, () => writeCache(cache, MANIFEST, BYTES)));
    written.abort();
    expect(await reading).toBeGreaterThan(0);
    expect(await readCache(cache, MANIFEST)).not.toBeNull();
    expect(await readdir(folder)).toEqual(NAMES);
  });

  it('leaves no temporary file when it is cancelled', async () => {
    const cache = await temporaryFolder();
    const cancelled = AbortSignal.abort(new Error('enough'));
    await expect(writeCache(cache, MANIFEST, BYTES, cancelled)).rejects.toThrow('enough');
    expect(await readdir(filesOf(cache, MANIFEST).folder)).toEqual([]);
  });

  it('removes what a killed process left behind, but not what another one is writing', async () => {
    const cache = await temporaryFolder();
    const { folder } = filesOf(cache, MANIFEST);
    await mkdir(folder);
    for (const name of ['.model.onnx.1.old.tmp', '.model.onnx.2.new.tmp']) await writeFile(join(folder, name), 'x');
    const yesterday = (await stat(folder)).mtimeMs / 1000 - 86_400;
    await utimes(join(folder, '.model.onnx.1.old.tmp'), yesterday, yesterday);
    await writeCache(cache, MANIFEST, BYTES);
    expect(await readdir(folder)).toEqual(['.model.onnx.2.new.tmp', ...NAMES]);
  });

  it('says which folder cannot be written', async () => {
    const file = join(await temporaryFolder(), 'a-file');
    await writeFile(file, '');
    await expect(writeCache(file, MANIFEST, BYTES)).rejects.toMatchObject({ code: 'model.cache_unwritable', message: expect.stringContaining(file) });
  });
});

describe('where the cache is', () => {
  it.each([
    [{ MEMOAIR_MODEL_CACHE: '/models', XDG_CACHE_HOME: '/x' }, 'linux', '/models'],
    [{ XDG_CACHE_HOME: '/x' }, 'linux', '/x/memoair-web'],
    [{}, 'linux', '/home/me/.cache/memoair-web'],
    [{ MEMOAIR_MODEL_CACHE: '' }, 'darwin', '/home/me/Library/Caches/memoair-web'],
    [{ LOCALAPPDATA: 'C:\\Local' }, 'win32', 'C:\\Local\\memoair-web'],
  ] as const)('follows the environment %o on %s', (env, os, expected) => {
    expect(defaultCacheDir(env, os, '/home/me')).toBe(expected);
  });
});
