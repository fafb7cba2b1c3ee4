import { describe, expect, it } from 'vitest';
import { loadModel, type ModelReader } from '../../../worker/embed/model-files.ts';
import { parseManifest, stampOf, type ModelManifest } from '../../../worker/embed/models.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
async function sha256(bytes: Uint8Array): Promise<string> {
  return Buffer.from(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)).toString('hex');
}

const MODEL = bytesOf('weights');
const TOKENIZER = bytesOf('{"vocab":[]}');

async function manifest(): Promise<ModelManifest> {
  return {
    name: 'fake',
    dimension: 8,
    maxTokens: 16,
    model: { file: 'model.onnx', bytes: MODEL.length, sha256: await sha256(MODEL) },
    tokenizer: { file: 'tokenizer.json', bytes: TOKENIZER.length, sha256: await sha256(TOKENIZER) },
  };
}

interface Folder extends ModelReader {
  readonly refused: string[];
}

async function folder(change: Readonly<Record<string, Uint8Array>> = {}): Promise<Folder> {
  const files: Readonly<Record<string, Uint8Array>> = {
    'manifest.json': bytesOf(JSON.stringify(await manifest())),
    'model.onnx': MODEL,
    'tokenizer.json': TOKENIZER,
    ...change,
  };
  const refused: string[] = [];
  return {
    refused,
    read: async (name, onBytes) => {
      const bytes = files[name];
      if (!bytes) throw new Error(`there is no ${name}`);
      onBytes(bytes.length / 2);
      onBytes(bytes.length);
      return bytes;
    },
    refuse: async (name) => void refused.push(name),
  };
}

describe('a model that is loaded', () => {
  it('is its manifest, its weights and its tokenizer, with progress up to 1', async () => {
    const progress: number[] = [];
    const loaded = await loadModel(await folder(), (share) => progress.push(share));
    expect(loaded).toEqual({ manifest: await manifest(), model: MODEL, tokenizerJson: { vocab: [] } });
    expect(progress).toEqual([0.5, 1]);
  });

  it.each(['model.onnx', 'tokenizer.json'])('is refused, with the kept copy, when %s is not the file of the manifest', async (name) => {
    const reader = await folder({ [name]: bytesOf('{"tampered":1}') });
    await expect(loadModel(reader, () => undefined)).rejects.toThrow(name);
    expect(reader.refused).toEqual([name]);
  });

  it('is none without a manifest that says what it is', async () => {
    for (const text of ['{}', '[]', 'null', '{"name":"x"}'])
      await expect(loadModel(await folder({ 'manifest.json': bytesOf(text) }), () => undefined)).rejects.toThrow('manifest.json');
    await expect(loadModel(await folder({ 'manifest.json': bytesOf('<html>') }), () => undefined)).rejects.toBeInstanceOf(SyntaxError);
  });
});

describe('a manifest', () => {
  it('has lower-case hashes, whole numbers and a window for two tokens at least', async () => {
    const good = await manifest();
    expect(parseManifest(good)).toEqual(good);
    for (const bad of [
      { dimension: 0 },
      { dimension: 1.5 },
      { maxTokens: 1 },
      { name: 1 },
      { model: { ...good.model, sha256: good.model.sha256.toUpperCase() } },
    ]) {
      expect(() => parseManifest({ ...good, ...bad })).toThrow('manifest.json');
    }
  });

  it('stamps vectors by model, tokenizer and dimension', async () => {
    const good = await manifest();
    const other = { file: 'x', bytes: 1, sha256: 'f'.repeat(64) };
    const stamps = [good, { ...good, model: other }, { ...good, tokenizer: other }, { ...good, dimension: 16 }, { ...good, name: 'y' }].map(stampOf);
    expect(new Set(stamps).size).toBe(5);
    expect(stampOf({ ...good, maxTokens: 99 })).toBe(stamps[0]);
  });
});
