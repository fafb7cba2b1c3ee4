import type { ChunkEmbedder } from '../../../../src/cloud/embed-chunks.ts';
import type { ModelTold } from '../told.ts';

/** Vectors that only depend on the text, from a model that does as it is told. */
export class FakeModel implements ChunkEmbedder {
  #told: ModelTold = { failing: false, held: false, seen: [] };

  get told(): ModelTold {
    return this.#told;
  }

  tell(told: Partial<ModelTold>): void {
    this.#told = { ...this.#told, ...told };
  }

  readonly ready: ChunkEmbedder['ready'] = async () => ({ name: 'fake', dimension: 2, stamp: 'fake-1', backend: 'none' });

  readonly embed: ChunkEmbedder['embed'] = async (texts) => {
    this.tell({ seen: [...this.#told.seen, ...texts] });
    while (this.#told.held) await new Promise((resolve) => setTimeout(resolve, 5));
    if (this.#told.failing) throw new RangeError('The model is told to fail.');
    return texts.map((text) => Float32Array.of(1, -(text.length % 7) / 10));
  };
}
