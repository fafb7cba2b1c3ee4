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

/** Deletes the readable files that sessions left before their memory was encrypted. */
export async function emptySessionFolders({ identity, storageRoot = defaultStorageRoot() }: SessionFilesOptions): Promise<void> {
  const { userFolder } = storagePaths(resolve(storageRoot), identity);
  const entries = await readdir(userFolder, { withFileTypes: true });
  for (const { name } of entries.filter((entry) => entry.isDirectory())) {
    const folder = join(userFolder, name);
    for (const file of await readdir(folder).catch(() => [])) await rm(join(folder, file), { recursive: true, force: true });
  }
}
