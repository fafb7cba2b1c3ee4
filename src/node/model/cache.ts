import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelError } from './errors.ts';
import { sha256OfFile } from './hash.ts';
import type { ModelFile, ModelManifest } from './known-models.ts';

const MANIFEST = 'manifest.json';
const TEMPORARY = '.tmp';
const STALE_MS = 3_600_000;

/** A model on this machine. */
export interface ModelFiles {
  readonly folder: string;
  readonly modelPath: string;
  readonly tokenizerPath: string;
  readonly manifest: ModelManifest;
}

/** Bytes about to be cached; the caller has checked them against the manifest. */
export interface ModelBytes {
  readonly model: Uint8Array;
  readonly tokenizer: Uint8Array;
}

/** Where a model lies, there or not. */
export function filesOf(cacheDir: string, manifest: ModelManifest): ModelFiles {
  const folder = join(cacheDir, manifest.name);
  return { folder, modelPath: join(folder, manifest.model.file), tokenizerPath: join(folder, manifest.tokenizer.file), manifest };
}

/** The cached model, or null when any of its files is missing, unreadable or not the pinned bytes. */
export async function readCache(cacheDir: string, manifest: ModelManifest): Promise<ModelFiles | null> {
  const files = filesOf(cacheDir, manifest);
  try {
    if ((await readFile(join(files.folder, MANIFEST), 'utf8')) !== manifestText(manifest)) return null;
    if (!(await isPinned(files.tokenizerPath, manifest.tokenizer))) return null;
    return (await isPinned(files.modelPath, manifest.model)) ? files : null;
  } catch {
    return null;
  }
}

/**
 * Writes a model into the cache. A reader sees the old file or the whole new one; two processes that write at once
 * write the same bytes, and the later rename wins. The manifest comes last, so it never announces what is not there.
 *
 * @throws ModelError `model.cache_unwritable`, or the signal's reason; nothing half-written stays in either case
 */
export async function writeCache(cacheDir: string, manifest: ModelManifest, bytes: ModelBytes, signal?: AbortSignal): Promise<ModelFiles> {
  const files = filesOf(cacheDir, manifest);
  try {
    await mkdir(files.folder, { recursive: true });
    await removeStale(files.folder);
    await replaceFile(files.folder, manifest.tokenizer.file, bytes.tokenizer, signal);
    await replaceFile(files.folder, manifest.model.file, bytes.model, signal);
    await replaceFile(files.folder, MANIFEST, new TextEncoder().encode(manifestText(manifest)), signal);
    return files;
  } catch (cause) {
    if (signal?.aborted) throw cause;
    // Windows refuses to rename over a file that another process has open; if that process has provisioned it, all is well.
    const theirs = await readCache(cacheDir, manifest);
    if (theirs) return theirs;
    throw new ModelError('model.cache_unwritable', `The model cache ${files.folder} cannot be written. MEMOAIR_MODEL_CACHE names another folder.`, { cause });
  }
}

async function replaceFile(folder: string, name: string, bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
  const temporary = join(folder, `.${name}.${process.pid}.${randomUUID()}${TEMPORARY}`);
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(bytes, signal ? { signal } : {});
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, join(folder, name));
  } catch (error) {
    await rm(temporary, { force: true });
    signal?.throwIfAborted();
    throw error;
  }
}

/** A process that was killed while it wrote leaves its temporary file; one that still writes is younger than an hour. */
async function removeStale(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.endsWith(TEMPORARY)) continue;
    const path = join(folder, name);
    const age = await stat(path).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > STALE_MS) await rm(path, { force: true });
  }
}

async function isPinned(path: string, pinned: ModelFile): Promise<boolean> {
  return (await stat(path)).size === pinned.bytes && (await sha256OfFile(path)) === pinned.sha256;
}

function manifestText(manifest: ModelManifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
