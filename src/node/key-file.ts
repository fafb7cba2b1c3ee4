import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { KeyMaterial, KeySource } from '../contract/encryption.ts';
import { unlockOf } from '../runtime/key-material.ts';
import { StoreKeyError } from '../../worker/store/store-errors.ts';

const KEY_BYTES = 32;

/** Key files that a store can be opened with. */
export interface KeyFiles extends KeySource {
  /** Makes sure that a key is there, or can be written. @throws StoreKeyError */
  readonly ready: () => Promise<void>;
  readonly renew: NonNullable<KeySource['renew']>;
}

/**
 * Secrets in files of a folder, `memory.<random>.key`, readable by their owner alone: 32 bytes each, in hexadecimal. A file is written once
 * and never changed, so that processes which renew the key at the same time do not take each other's away: any of them may be the one that
 * holds. Made with the store; a store that has its key and finds no file is not opened.
 */
export function keyFiles(folder: string): KeyFiles {
  return {
    ready: async () => {
      if ((await read(folder)).keys.length > 0) return;
      await write(folder, '.probe', '');
      await remove(folder, await namesIn(folder, '.probe'));
    },
    read: async (fresh) => {
      const { names, keys } = await read(folder);
      if (keys.length === 0 && !fresh)
        throw new StoreKeyError(
          names.length === 0 ? 'Its key file is not there: put it back in its place.' : 'Its key file is damaged: put a copy of it in its place.',
        );
      const [key, ...former] = await Promise.all((keys.length > 0 ? keys : [await create(folder)]).map(materialOf));
      return { key: key!, former };
    },
    renew: async () => {
      const { names } = await read(folder);
      const key = await materialOf(await create(folder));
      return { key, settled: () => remove(folder, names) };
    },
  };
}

async function materialOf(key: string): Promise<KeyMaterial> {
  return (await unlockOf({ secret: new Uint8Array(Buffer.from(key, 'hex')) })).key;
}

/** The names of all key files, and the keys of those that are whole: another process may be writing one. @throws StoreKeyError */
async function read(folder: string): Promise<{ readonly names: readonly string[]; readonly keys: readonly string[] }> {
  try {
    const names = await namesIn(folder, '.key');
    const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8').catch(nothingIfGone)));
    return { names, keys: texts.map((text) => text?.trimEnd() ?? '').filter((key) => /^[0-9a-f]{64}$/.test(key)) };
  } catch {
    throw new StoreKeyError('Its key file cannot be read: see that its owner may.');
  }
}

async function namesIn(folder: string, ending: string): Promise<string[]> {
  const names = (await readdir(folder).catch(nothingIfGone)) ?? [];
  return names.filter((name) => name.startsWith('memory.') && name.endsWith(ending));
}

async function create(folder: string): Promise<string> {
  const key = randomBytes(KEY_BYTES).toString('hex');
  await write(folder, '.key', `${key}\n`);
  return key;
}

/** On disk before anything is sealed with it: the bytes, the name, and the folders that were made for it. @throws StoreKeyError */
async function write(folder: string, ending: string, text: string): Promise<void> {
  try {
    const made = await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = await open(join(folder, `memory.${randomBytes(8).toString('hex')}${ending}`), 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await syncFolder(folder);
    if (made !== undefined) for (let at = folder; at.length >= made.length; at = dirname(at)) await syncFolder(dirname(at));
  } catch {
    throw new StoreKeyError('Its key file cannot be written: see that its folder exists and may be written.');
  }
}

async function remove(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) await rm(join(folder, name), { force: true });
  await syncFolder(folder);
}

/** Windows lets nobody ask for it, nor does a folder that may be entered and not read. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    if (!['EPERM', 'EACCES', 'EISDIR', 'EINVAL'].includes(codeOf(thrown))) throw thrown;
  }
}

function nothingIfGone(thrown: unknown): null {
  if (codeOf(thrown) === 'ENOENT') return null;
  throw thrown;
}

const codeOf = (thrown: unknown): string => (thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '');
