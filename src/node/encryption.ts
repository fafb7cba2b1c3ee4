import { join, resolve } from 'node:path';
import { ENCRYPTION, isEncryption, type KeySource, type PassphraseEncryption, type SecretEncryption } from '../contract/encryption.ts';
import { RuntimeError } from '../contract/errors.ts';
import type { Identity } from '../contract/types.ts';
import { unlockOf } from '../runtime/key-material.ts';
import { StoreKeyError } from '../../worker/store/store-errors.ts';
import { keyFile } from './key-file.ts';
import { storagePaths } from './storage-paths.ts';

/** Opens a memory by a key in a file: `<keyRoot>/<workspace>/<user>/memory.key`, made with the memory, readable by its owner alone. */
export interface KeyFileEncryption {
  /** Folder of all key files; on another disk than the memory, whoever has that one alone can read nothing. */
  readonly keyRoot: string;
}

/**
 * What a memory in files is encrypted with. `true`: a key file beside the database, which keeps a copy of the database alone from being
 * read. One secret serves any number of users: each has a key of its own.
 */
export type NodeEncryption = true | KeyFileEncryption | PassphraseEncryption | SecretEncryption;

/** @throws RuntimeError `runtime.bad_request` for what cannot be an encryption option. Nothing of it is in the error. */
export function assertNodeEncryption(caller: string, given: unknown): void {
  const hasRoot = typeof given === 'object' && given !== null && 'keyRoot' in given && typeof given.keyRoot === 'string' && given.keyRoot !== '';
  if (given === undefined || given === true || hasRoot || isEncryption(given)) return;
  const [path, expected] = ['encryption', `{ keyRoot } with a folder, ${ENCRYPTION}`];
  throw new RuntimeError('runtime.bad_request', `${caller} needs ${path}: ${expected}.`, { details: { issues: [{ path, expected }] } });
}

/** Where the key of a user's memory under `root` comes from. @throws StoreKeyError */
export async function keySource(encryption: NodeEncryption, identity: Identity, root: string): Promise<KeySource> {
  if (encryption === true || 'keyRoot' in encryption) {
    const folder = encryption === true ? root : resolve(encryption.keyRoot);
    return keyFile(join(storagePaths(folder, identity).userFolder, 'memory.key'));
  }
  const unlock = await unlockOf(encryption).catch(() =>
    Promise.reject(new StoreKeyError('The app gave no key: its function failed, or gave fewer than 16 bytes.')),
  );
  return { read: async () => unlock };
}
