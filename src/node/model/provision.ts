import { buildRow8 } from './build-row8.ts';
import { byHand } from './by-hand.ts';
import { defaultCacheDir, type Environment } from './cache-dir.ts';
import { type ModelBytes, type ModelFiles, readCache, writeCache } from './cache.ts';
import type { Fetch } from './download.ts';
import { type Attempt, ModelError, ModelUnavailableError, reasonOf } from './errors.ts';
import { assertPinned } from './hash.ts';
import { type KnownModel, MINILM_ROW8 } from './known-models.ts';
import { parseOnnxWeights } from './onnx-weights.ts';
import { parseSafetensors } from './safetensors.ts';
import { sourcesFrom } from './sources.ts';
import { bareTokenizer } from './tokenizer-json.ts';
import type { RawModel, WeightSource } from './weight-source.ts';

export type { ModelFiles } from './cache.ts';

export type ProvisionStage = 'download' | 'convert' | 'verify';

export interface ProvisionProgress {
  readonly stage: ProvisionStage;
  /** How far the stage is, 0 to 1; a download starts again at 0 with the next source. */
  readonly share: number;
  /** Which way the weights come: hub, pip, maven, file. Only while they are downloaded. */
  readonly source?: string;
  /** Size of what is downloaded, in bytes. */
  readonly totalBytes?: number;
}

export interface FindOptions {
  /** The folder that holds one folder a model; {@link defaultCacheDir} when left out. */
  readonly cacheDir?: string;
  readonly model?: KnownModel;
  readonly env?: Environment;
}

export interface ProvisionOptions extends FindOptions {
  readonly onProgress?: (progress: ProvisionProgress) => void;
  readonly signal?: AbortSignal;
  readonly fetch?: Fetch;
  /** The ways to the weights, in order; those of {@link sourcesFrom} when left out. */
  readonly sources?: readonly WeightSource[];
}

/** The model if this machine has it, checked to the byte; null if not. Never touches the network. */
export async function findModel(options: FindOptions = {}): Promise<ModelFiles | null> {
  const { model = MINILM_ROW8, env = process.env } = options;
  return readCache(options.cacheDir ?? defaultCacheDir(env), model.manifest);
}

/**
 * Makes sure that this machine has the model: from the cache, else from the published weights, converted here. Every
 * file is checked against a pinned hash. Safe to run in several processes at once.
 *
 * @throws ModelUnavailableError with what to do by hand, ModelError `model.cache_unwritable`, or the signal's reason;
 * nothing half-written stays
 */
export async function provisionModel(options: ProvisionOptions = {}): Promise<ModelFiles> {
  const { model = MINILM_ROW8, env = process.env, signal = new AbortController().signal, onProgress = () => undefined } = options;
  const cacheDir = options.cacheDir ?? defaultCacheDir(env);
  signal.throwIfAborted();
  const cached = await readCache(cacheDir, model.manifest);
  signal.throwIfAborted();
  if (cached) {
    onProgress({ stage: 'verify', share: 1 });
    return cached;
  }
  const raw = await fetchRaw(model, cacheDir, options.sources ?? sourcesFrom(model, env, options.fetch ?? globalThis.fetch), signal, onProgress);
  const bytes = await convert(model, raw, signal, onProgress);
  return writeCache(cacheDir, model.manifest, bytes, signal);
}

async function fetchRaw(
  model: KnownModel,
  cacheDir: string,
  sources: readonly WeightSource[],
  signal: AbortSignal,
  onProgress: (progress: ProvisionProgress) => void,
): Promise<RawModel> {
  const attempts: Attempt[] = [];
  for (const source of sources) {
    const onBytes = (received: number, totalBytes: number): void =>
      onProgress({ stage: 'download', share: received / totalBytes, source: source.name, totalBytes });
    try {
      const raw = await source.read(model, { signal, onBytes });
      await assertPinned(raw.weights, model.weights, model.weights.file, signal);
      await assertPinned(raw.tokenizer, model.rawTokenizer, model.rawTokenizer.file, signal);
      return raw;
    } catch (error) {
      signal.throwIfAborted();
      attempts.push({ source: source.name, code: error instanceof ModelError ? error.code : null, reason: reasonOf(error) });
    }
  }
  throw new ModelUnavailableError(byHand(model, cacheDir, attempts), attempts);
}

async function convert(model: KnownModel, raw: RawModel, signal: AbortSignal, onProgress: (progress: ProvisionProgress) => void): Promise<ModelBytes> {
  const onShare = (share: number): void => onProgress({ stage: 'convert', share });
  const weights = model.weights.file.endsWith('.onnx') ? parseOnnxWeights(raw.weights) : parseSafetensors(raw.weights);
  const bytes = {
    model: await buildRow8(weights, model.encoder, { onProgress: onShare, signal }),
    tokenizer: bareTokenizer(raw.tokenizer),
  };
  onProgress({ stage: 'verify', share: 0 });
  await assertPinned(bytes.tokenizer, model.manifest.tokenizer, model.manifest.tokenizer.file, signal);
  await assertPinned(bytes.model, model.manifest.model, model.manifest.model.file, signal);
  onProgress({ stage: 'verify', share: 1 });
  return bytes;
}
