import { mkdir, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { virtualPaths } from '../../worker/paths.ts';
import { sessionFiles, type SessionFiles, type SessionFilesOptions } from './session-files.ts';
import { defaultStorageRoot, storagePaths } from './storage-paths.ts';

/**
 * The folders of sessions without their files, for a memory that is encrypted: files that people and tools can read would tell what it
 * hides. The folder stays, which tells another user's runtime of a session that was handed on.
 */
export function sessionFolders(options: SessionFilesOptions): SessionFiles {
  const { identity, storageRoot = defaultStorageRoot() } = options;
  const { sessionFolder } = storagePaths(resolve(storageRoot), identity);
  const { journal, handedOn } = sessionFiles(options);
  const made = new Set<string>();
  const make = async (sessionId: string): Promise<void> => {
    if (sessionId === '' || made.has(sessionId)) return;
    await mkdir(sessionFolder(sessionId), { recursive: true, mode: 0o700 });
    made.add(sessionId);
  };
  return {
    handedOn,
    pathsOf: virtualPaths(identity),
    journal: {
      append: ({ sessionId }) => make(sessionId),
      mend: make,
      brief: async () => undefined,
      forget: (sessionId) => {
        if (sessionId === undefined) made.clear();
        else made.delete(sessionId);
        return journal.forget(sessionId);
      },
    },
  };
}

/** What a session's files are called, and what they are written as before they take the place of the old ones. */
const READABLE = /^(?:session\.jsonl|working_brief\.json)(?:\.\d+)?$/;

/** Deletes the readable files that sessions left before their memory was encrypted, and nothing else that is kept in their folders. */
export async function emptySessionFolders({ identity, storageRoot = defaultStorageRoot() }: SessionFilesOptions): Promise<void> {
  const { userFolder } = storagePaths(resolve(storageRoot), identity);
  const entries = await readdir(userFolder, { withFileTypes: true });
  for (const { name } of entries.filter((entry) => entry.isDirectory())) {
    const folder = join(userFolder, name);
    const files = await readdir(folder).catch(() => []);
    for (const file of files.filter((each) => READABLE.test(each))) await rm(join(folder, file), { force: true });
  }
}
