import { createHash } from 'node:crypto';
import { homedir, platform } from 'node:os';
import { join, posix, win32 } from 'node:path';
import type { Identity, SessionStartResponse } from '../contract/types.ts';
import type { Environment } from './model/cache-dir.ts';

const FOLDER = 'memoair-web';

/** Where memory is kept when nobody says: one folder a person, where the system wants lasting data to be. */
export function defaultStorageRoot(env: Environment = process.env, os: NodeJS.Platform = platform(), home: string = homedir()): string {
  if (env['XDG_DATA_HOME']) return posix.join(env['XDG_DATA_HOME'], FOLDER);
  if (os === 'win32') return win32.join(env['LOCALAPPDATA'] ?? win32.join(home, 'AppData', 'Local'), FOLDER, 'data');
  if (os === 'darwin') return posix.join(home, 'Library', 'Application Support', FOLDER);
  return posix.join(home, '.local', 'share', FOLDER);
}

/** File systems end a name at 255 bytes; this leaves room for the hash. */
const MAX_CHARS = 120;
/** Names of our own files beside the folders, and those that Windows keeps for devices. */
const RESERVED = /\.sqlite|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/**
 * An id as the name of a folder: no separator, no `..`, not hidden, and another one for every other id, also where the file
 * system takes `Ann` and `ann` for the same. Ids of lower case letters, digits, `_`, `-` and inner dots stay as they are;
 * what cannot be told apart by its name alone gets a hash behind it.
 */
export function pathPart(id: string): string {
  const escaped = encodeURIComponent(id.toWellFormed())
    .replace(/[!'()*~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/^\.|\.$/g, '%2E');
  const plain = id !== '' && id.isWellFormed() && !/[A-Z]/.test(id) && escaped.length <= MAX_CHARS && !RESERVED.test(id);
  if (plain) return escaped;
  const hash = createHash('sha256').update(Buffer.from(id, 'utf16le')).digest('hex').slice(0, 16);
  return `${escaped.slice(0, MAX_CHARS)}~${hash}`;
}

/** Where the files of one user are. */
export interface StoragePaths {
  /** Holds the org database and a folder a user. */
  readonly workspaceFolder: string;
  /** Holds the user's database and a folder a session. */
  readonly userFolder: string;
  readonly userDatabase: string;
  readonly orgDatabase: string;
  /** The folder of one session's files. */
  readonly sessionFolder: (sessionId: string) => string;
  readonly pathsOf: (sessionId: string) => SessionStartResponse['paths'];
}

/** `<root>/<workspace>/<user>/<session>`; every path is absolute when `storageRoot` is. */
export function storagePaths(storageRoot: string, identity: Identity): StoragePaths {
  const workspaceFolder = join(storageRoot, pathPart(identity.workspaceId));
  const userFolder = join(workspaceFolder, pathPart(identity.userId));
  const sessionFolder = (sessionId: string): string => join(userFolder, pathPart(sessionId));
  return {
    workspaceFolder,
    userFolder,
    userDatabase: join(userFolder, 'memory.sqlite'),
    orgDatabase: join(workspaceFolder, 'org.sqlite'),
    sessionFolder,
    pathsOf: (sessionId) => ({
      sessionJsonl: join(sessionFolder(sessionId), 'session.jsonl'),
      workingBrief: join(sessionFolder(sessionId), 'working_brief.json'),
    }),
  };
}
