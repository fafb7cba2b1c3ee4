import { parseManifest, type ModelFile, type ModelManifest } from './models.ts';

/** The files of a model, already verified. */
export interface VerifiedModel {
  readonly manifest: ModelManifest;
  readonly model: Uint8Array;
  readonly tokenizerJson: object;
}

/** Where the files of a model come from. */
export interface ModelReader {
  /** Reads one file whole; `onBytes` hears how many bytes are there. */
  read(name: string, onBytes: (bytes: number) => void): Promise<Uint8Array>;
  /** The file was refused: a kept copy of it must not be read again. */
  refuse(name: string): Promise<void>;
}

/** Reads manifest, tokenizer and weights and refuses what does not hash to what the manifest says. */
export async function loadModel(reader: ModelReader, onProgress: (share: number) => void): Promise<VerifiedModel> {
  const manifest = parseManifest(JSON.parse(new TextDecoder().decode(await reader.read('manifest.json', () => undefined))));
  const [tokenizer, model] = await Promise.all([
    readVerified(reader, manifest.tokenizer, () => undefined),
    readVerified(reader, manifest.model, (bytes) => onProgress(Math.min(1, bytes / manifest.model.bytes))),
  ]);
  return { manifest, model, tokenizerJson: JSON.parse(new TextDecoder().decode(tokenizer)) as object };
}

async function readVerified(reader: ModelReader, file: ModelFile, onBytes: (bytes: number) => void): Promise<Uint8Array> {
  const bytes = await reader.read(file.file, onBytes);
  const hash = [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  if (hash !== file.sha256) {
    await reader.refuse(file.file);
    throw new Error(`${file.file} is not the file that the manifest names (its SHA-256 differs). Build or fetch the model again.`);
  }
  return bytes;
}
