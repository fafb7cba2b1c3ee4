import { join, normalize, sep } from 'node:path';

/** What is served. */
export interface Folders {
  /** The built page. */
  readonly folder: string;
  /** manifest.json, the model and its tokenizer; null serves none, and recall goes by words. */
  readonly modelFolder: string | null;
}

const MODEL = '/model/';

/** The file that a path of the address names, or null for one that leads out of its folder. */
export function locate({ folder, modelFolder }: Folders, path: string): string | null {
  const decoded = decode(path);
  if (decoded === null) return null;
  if (!decoded.startsWith(MODEL)) return within(folder, decoded === '/' ? '/index.html' : decoded);
  return modelFolder === null ? null : within(modelFolder, decoded.slice(MODEL.length - 1));
}

function decode(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}

function within(folder: string, path: string): string | null {
  if (path.includes('\0') || path.includes('\\')) return null;
  const root = normalize(folder + sep);
  const file = join(root, path);
  return file.startsWith(root) ? file : null;
}
