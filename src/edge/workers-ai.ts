import type { Embedder } from '../../worker/embed/embedder.ts';
import { functionEmbedder } from './function-embedder.ts';

/** What of the platform's `AI` binding is used here. */
export interface AiBinding {
  run(model: WorkersAiModel, input: { readonly text: string[]; readonly pooling: WorkersAiPooling }): Promise<unknown>;
}

/** English models of Workers AI, by what their vectors hold. https://developers.cloudflare.com/workers-ai/models/ */
const DIMENSIONS = { '@cf/baai/bge-small-en-v1.5': 384, '@cf/baai/bge-base-en-v1.5': 768, '@cf/baai/bge-large-en-v1.5': 1024 } as const;

/** A model of {@link workersAiEmbedder}. Any other one takes a `functionEmbedder`. */
export type WorkersAiModel = keyof typeof DIMENSIONS;

/** How the vectors of a text's tokens become one: vectors of the one way are not to be compared with those of the other. */
export type WorkersAiPooling = 'cls' | 'mean';

/** Options of {@link workersAiEmbedder}. */
export interface WorkersAiOptions {
  /** Default: the small one, whose vectors take as much room as those of the model in the isolate. */
  readonly model?: WorkersAiModel;
  /** Default `cls`, which its makers trained it with; the platform's own default is `mean`. */
  readonly pooling?: WorkersAiPooling;
}

/** The models read 512 tokens, of four letters in English, and refuse no text of this length. */
const MOST_CHARACTERS = 2_000;
/** Texts of one call at most, as the models' schema says. */
const BATCH = 100;

/**
 * Embeddings by Workers AI. They are vectors of another space than those of the devices, so that nothing that one has embedded
 * spares the other the work; and texts leave the object for the platform's model, which takes a call over the network each time.
 *
 * @example
 * ```ts
 * export class MemoryObject extends EdgeMemory<Env> {
 *   protected override embedder(): Embedder {
 *     return workersAiEmbedder(this.env.AI);
 *   }
 * }
 * ```
 */
export function workersAiEmbedder(ai: AiBinding, { model = '@cf/baai/bge-small-en-v1.5', pooling = 'cls' }: WorkersAiOptions = {}): Embedder {
  const dimension = DIMENSIONS[model];
  return functionEmbedder({
    name: model,
    dimension,
    stamp: `${model}:${pooling}:${dimension}`,
    backend: 'workers-ai',
    batch: BATCH,
    embed: async (texts) => vectorsOf(await ai.run(model, { text: texts.map(accepted), pooling })),
  });
}

/** An empty text is refused. */
function accepted(text: string): string {
  return text.slice(0, MOST_CHARACTERS).toWellFormed() || ' ';
}

/** @throws TypeError for an answer without vectors, such as that of a queue */
function vectorsOf(answer: unknown): readonly number[][] {
  const data = typeof answer === 'object' && answer !== null && 'data' in answer ? answer.data : null;
  if (!Array.isArray(data) || !data.every((row) => Array.isArray(row))) throw new TypeError('Workers AI answered without vectors.');
  return data as number[][];
}
