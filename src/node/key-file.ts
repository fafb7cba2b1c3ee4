import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { KeyMaterial, KeySource } from '../contract/encryption.ts';
import { unlockOf } from '../runtime/key-material.ts';
import { StoreKeyError } from '../../worker/store/store-errors.ts';

const KEY_BYTES = 32;

/**
 * A secret in a file of its own, readable by its owner alone: a key a line, in hexadecimal, the one that holds first. Made with the
 * store; a store that has its key and finds no file is not opened.
 */
export function keyFile(path: string): KeySource {
  return {
    read: async (fresh) => {
      const keys = (await read(path)) ?? (fresh ? await create(path) : null);
      if (!keys) throw new StoreKeyError('Its key file is not there: put it back in its place.');
      const [key, ...former] = await Promise.all(keys.map(materialOf));
      return { key: key!, former };
    },
    renew: async () => {
      const before = (await read(path)) ?? [];
      const next = newKey();
      await replace(path, [next, ...before]);
      return { key: await materialOf(next), settled: () => replace(path, [next]) };
    },
  };
}

const newKey = (): string => randomBytes(KEY_BYTES).toString('hex');

async function materialOf(key: string): Promise<KeyMaterial> {
  return (await unlockOf({ secret: new Uint8Array(Buffer.from(key, 'hex')) })).key;
}

/** Null where there is no such file. @throws StoreKeyError */
async function read(path: string): Promise<readonly string[] | null> {
  const text = await readFile(path, 'utf8').catch((thrown: unknown) => {
    if (codeOf(thrown) === 'ENOENT') return null;
    throw new StoreKeyError('Its key file cannot be read: see that its owner may.');
  });
  if (text === null) return null;
  const keys = text.trimEnd().split('\n');
  if (keys.every((key) => /^[0-9a-f]{64}$/.test(key))) return keys;
  throw new StoreKeyError('Its key file is damaged: put a copy of it in its place.');
}

/** Whole or not at all; of two that make it at once the first one wins. */
async function create(path: string): Promise<readonly string[]> {
  const fresh = await written(path, [newKey()]);
  try {
    await link(fresh, path).catch((thrown: unknown) => {
      if (codeOf(thrown) !== 'EEXIST') throw thrown;
    });
  } finally {
    await rm(fresh, { force: true });
  }
  return (await read(path))!;
}

async function replace(path: string, keys: readonly string[]): Promise<void> {
  await rename(await written(path, keys), path);
}

/** On disk before anything is sealed with it. */
async function written(path: string, keys: readonly string[]): Promise<string> {
  const fresh = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(fresh, 'wx', 0o600);
    try {
      await file.writeFile(`${keys.join('\n')}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    return fresh;
  } catch {
    throw new StoreKeyError('Its key file cannot be written: see that its folder exists and may be written.');
  }
}

const codeOf = (thrown: unknown): unknown => (thrown instanceof Error && 'code' in thrown ? thrown.code : undefined);
