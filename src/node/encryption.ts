import { isAbsolute, relative, resolve, sep } from 'node:path';
import { ENCRYPTION, isEncryption, type KeySource, type PassphraseEncryption, type SecretEncryption } from '../contract/encryption.ts';
import { RuntimeError } from '../contract/errors.ts';
import type { Identity } from '../contract/types.ts';
import { unlockOf } from '../runtime/key-material.ts';
import { StoreKeyError } from '../../worker/store/store-errors.ts';
import { keyFiles, type KeyFiles } from './key-file.ts';
import { storagePaths } from './storage-paths.ts';

/** Opens a memory by a key in a file: `<keyRoot>/<workspace>/<user>/memory.<random>.key`, made with the memory, readable by its owner alone. */
export interface KeyFileEncryption {
  /**
   * Folder of all key files; on another disk than the memory, whoever has that one alone can read nothing. Not inside the storage root,
   * where sessions are deleted folder by folder.
   */
  readonly keyRoot: string;
}

/**
 * What a memory in files is encrypted with. `true`: a key file beside the database, which keeps a copy of the database alone from being
 * read. One secret serves any number of users: each has a key of its own.
 */
export type NodeEncryption = true | KeyFileEncryption | PassphraseEncryption | SecretEncryption;

/**
 * `root`: where the memory is kept, where that is known.
 *
 * @throws RuntimeError `runtime.bad_request` for what cannot be an encryption option. Nothing of it is in the error.
 */
export function assertNodeEncryption(caller: string, given: unknown, root?: string): void {
  const keyRoot = keyRootOf(given);
  if (given !== undefined && given !== true && keyRoot === null && (hasKeyRoot(given) || !isEncryption(given)))
    refuse(caller, 'encryption', `{ keyRoot } alone with a folder, ${ENCRYPTION}`);
  if (keyRoot !== null && root !== undefined && isInside(resolve(keyRoot), resolve(root)))
    refuse(caller, 'encryption.keyRoot', 'a folder outside the storage root, or the storage root itself');
}

function refuse(caller: string, path: string, expected: string): never {
  throw new RuntimeError('runtime.bad_request', `${caller} needs ${path}: ${expected}.`, { details: { issues: [{ path, expected }] } });
}

const hasKeyRoot = (given: unknown): boolean => typeof given === 'object' && given !== null && 'keyRoot' in given;

/** Null for what is something else, or something else too. */
function keyRootOf(given: unknown): string | null {
  if (typeof given !== 'object' || given === null) return null;
  const { keyRoot, passphrase, secret }: { keyRoot?: unknown; passphrase?: unknown; secret?: unknown } = given;
  return typeof keyRoot === 'string' && keyRoot !== '' && passphrase === undefined && secret === undefined ? keyRoot : null;
}

function isInside(folder: string, root: string): boolean {
  const way = relative(root, folder);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Where the key of a user's memory under `root` comes from. `ready` is called before the memory becomes an encrypted one. @throws StoreKeyError */
export async function keySource(encryption: NodeEncryption, identity: Identity, root: string): Promise<KeySource & Partial<Pick<KeyFiles, 'ready'>>> {
  if (encryption === true || 'keyRoot' in encryption)
    return keyFiles(storagePaths(encryption === true ? root : resolve(encryption.keyRoot), identity).userFolder);
  const unlock = await unlockOf(encryption).catch(() =>
    Promise.reject(new StoreKeyError('The app gave no key: its function failed, or gave fewer than 16 bytes.')),
  );
  return { read: async () => unlock };
}
