import * as v from 'valibot';
import type { ModelTraits } from '../../src/contract/protocol.ts';

const file = v.object({ file: v.string(), bytes: v.pipe(v.number(), v.integer(), v.minValue(1)), sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) });

const Manifest: v.GenericSchema<unknown, ModelManifest> = v.object({
  name: v.string(),
  dimension: v.pipe(v.number(), v.integer(), v.minValue(1)),
  maxTokens: v.pipe(v.number(), v.integer(), v.minValue(2)),
  model: file,
  tokenizer: file,
  languages: v.exactOptional(v.picklist(['en', 'many'])),
  denseWeight: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
});

/** `manifest.json` of a model folder: which files make the model, and what they hash to. */
export interface ModelManifest extends ModelTraits {
  readonly name: string;
  readonly dimension: number;
  /** The model's window, special tokens included. */
  readonly maxTokens: number;
  readonly model: ModelFile;
  readonly tokenizer: ModelFile;
}

export interface ModelFile {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** @throws Error when `json` is no manifest. */
export function parseManifest(json: unknown): ModelManifest {
  const result = v.safeParse(Manifest, json);
  if (!result.success) throw new Error('The model folder has no valid manifest.json. Build or fetch the model again.');
  return result.output;
}

/** What stamps a vector: another model, tokenizer or dimension makes another space. */
export function stampOf(manifest: ModelManifest): string {
  return `${manifest.name}:${manifest.model.sha256.slice(0, 16)}:${manifest.tokenizer.sha256.slice(0, 16)}:${manifest.dimension}`;
}

/** What search has to know of the model. */
export function traitsOf({ languages = 'en', denseWeight }: ModelManifest): ModelTraits {
  return { languages, ...(denseWeight === undefined ? {} : { denseWeight }) };
}
