import {
  devToken,
  MemoryObject as Memory,
  memoryWorker,
  OrgObject,
  type Embedder,
  type Fetcher,
  type MemoryObjectEnv,
  type MemoryWorker,
  type MemoryWorkerEnv,
} from '../../../src/edge/index.ts';
import { assetFiles, IsolateModel } from '../../../src/edge/model.ts';

interface Env extends MemoryObjectEnv, MemoryWorkerEnv {
  readonly ASSETS: Fetcher;
}

const memories: WeakRef<WebAssembly.Memory>[] = [];

/** Every memory that is made from now on is counted: ONNX Runtime's, and one of each object's vectors. */
Object.assign(WebAssembly, {
  Memory: class extends WebAssembly.Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      memories.push(new WeakRef(this));
    }
  },
});

const model = new IsolateModel();

export class MemoryObject extends Memory<Env> {
  protected override embedder(): Embedder {
    return model.embedder(assetFiles(this.env.ASSETS));
  }
}

export { OrgObject };

const memory = memoryWorker<Env>({ verify: devToken(() => 'bench') });

const worker: MemoryWorker<Env> = {
  async fetch(request, env) {
    if (new URL(request.url).pathname !== '/bench/memories') return memory.fetch(request, env);
    return Response.json(memories.flatMap((each) => each.deref()?.buffer.byteLength ?? []));
  },
};

export default worker;
