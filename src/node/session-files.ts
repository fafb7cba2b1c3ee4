import { appendFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Identity, SessionStartResponse } from '../contract/types.ts';
import type { Journal } from '../../worker/journal.ts';
import { Serial } from '../../worker/serial.ts';
import type { EventRow } from '../../worker/store/schema.ts';
import { defaultStorageRoot, storagePaths, type StoragePaths } from './storage-paths.ts';

/** Options of {@link sessionFiles}. */
export interface SessionFilesOptions {
  readonly identity: Identity;
  /** As for `fileStores`. */
  readonly storageRoot?: string;
}

/** A session's files: where they are, and what writes them. */
export interface SessionFiles {
  readonly journal: Journal;
  /** Absolute paths. */
  readonly pathsOf: (sessionId: string) => SessionStartResponse['paths'];
  /** Whether another user of the workspace had a session of that id: see `SessionsParts.handedOn`. */
  readonly handedOn: (sessionId: string) => Promise<boolean>;
}

/**
 * `session.jsonl` and `working_brief.json` of each session, in `<root>/<workspace>/<user>/<session>/`, readable by their
 * owner alone. Pass both parts to `createLocalRuntime`.
 */
export function sessionFiles({ identity, storageRoot = defaultStorageRoot() }: SessionFilesOptions): SessionFiles {
  const paths = storagePaths(resolve(storageRoot), identity);
  return { journal: new FileJournal(paths), pathsOf: paths.pathsOf, handedOn: (sessionId) => ofAnother(paths, sessionId) };
}

async function ofAnother({ workspaceFolder, userFolder, sessionFolder }: StoragePaths, sessionId: string): Promise<boolean> {
  const name = basename(sessionFolder(sessionId));
  const users = await readdir(workspaceFolder, { withFileTypes: true }).catch(() => []);
  for (const user of users) {
    const folder = join(workspaceFolder, user.name);
    if (!user.isDirectory() || folder === userFolder) continue;
    if (
      await stat(join(folder, name)).then(
        (found) => found.isDirectory(),
        () => false,
      )
    )
      return true;
  }
  return false;
}

const MODE = 0o600;

const lineOf = (event: EventRow): string => `${JSON.stringify(event)}\n`;

/** Position of a line's event in the log; 0 for what is no event. */
function seqOf(line: string): number {
  try {
    const event: unknown = JSON.parse(line);
    return typeof event === 'object' && event !== null && 'seq' in event ? Number(event.seq) : 0;
  } catch {
    return 0;
  }
}

class FileJournal implements Journal {
  readonly #paths: StoragePaths;
  /** Lines come in the order of their events, and never into a file that is being made again. */
  readonly #serial = new Serial();

  constructor(paths: StoragePaths) {
    this.#paths = paths;
  }

  append(event: EventRow): Promise<void> {
    // an import belongs to no session
    if (event.sessionId === '') return Promise.resolve();
    const path = this.#paths.pathsOf(event.sessionId).sessionJsonl;
    return this.#serial.run(() => withFolder(path, () => appendFile(path, lineOf(event), { mode: MODE })));
  }

  brief(sessionId: string, brief: string, turns: number): Promise<void> {
    const path = this.#paths.pathsOf(sessionId).workingBrief;
    return this.#serial.run(() => replace(path, `${JSON.stringify({ sessionId, turns, brief })}\n`));
  }

  mend(sessionId: string, events: readonly EventRow[]): Promise<void> {
    const path = this.#paths.pathsOf(sessionId).sessionJsonl;
    return this.#serial.run(async () => {
      const wanted = events.map(lineOf);
      const text = await readFile(path, 'utf8').catch(() => '');
      // what a crash cut short is no line
      const lines = text.split(/(?<=\n)/).filter((line) => line.endsWith('\n'));
      const [known, found] = [new Set(wanted), new Set(lines)];
      const last = events.at(-1)?.seq ?? 0;
      // another process may have gone on since these events were read
      const newer = lines.filter((line) => !known.has(line) && seqOf(line) > last);
      const whole = found.size === wanted.length + newer.length && lines.join('') === text && wanted.every((line) => found.has(line));
      if (!whole) await replace(path, [...wanted, ...newer].join(''));
    });
  }

  forget(sessionId?: string): Promise<void> {
    return this.#serial.run(async () => {
      for (const folder of sessionId === undefined ? await this.#folders() : [this.#paths.sessionFolder(sessionId)]) {
        await rm(folder, { recursive: true, force: true });
      }
    });
  }

  /** Beside the database, folders are of sessions. */
  async #folders(): Promise<string[]> {
    const { userFolder } = this.#paths;
    const entries = await readdir(userFolder, { withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(userFolder, name));
  }
}

/** Writes; when the folder is missing, as at a session's first line, makes it and writes again. */
async function withFolder(path: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT')) throw thrown;
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await write();
  }
}

/** In one step, so that a reader sees the old text or the new. */
async function replace(path: string, text: string): Promise<void> {
  const fresh = `${path}.${process.pid}`;
  await withFolder(path, () => writeFile(fresh, text, { mode: MODE }));
  await rename(fresh, path);
}
