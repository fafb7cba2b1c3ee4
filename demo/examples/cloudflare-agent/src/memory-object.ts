import { MemoryObject as Memory, type Embedder, type MemoryObjectEnv } from 'memoair-web/edge';
import { assetFiles, IsolateModel } from 'memoair-web/edge/model';

export interface MemoryEnv extends MemoryObjectEnv {
  readonly ASSETS: Fetcher;
}

// one an isolate, however many users it serves
const model = new IsolateModel();

/** One user's memory. It embeds inside the isolate, and recalls by words while the model loads or is not there. */
export class MemoryObject extends Memory<MemoryEnv> {
  protected override embedder(): Embedder {
    return model.embedder(assetFiles(this.env.ASSETS, '/model/'));
  }
}
