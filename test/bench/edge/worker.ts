import {
  devToken,
  IsolateOrgs,
  MemoryObject as Memory,
  memoryWorker,
  OrgObject,
  type Embedder,
  type Fetcher,
  type MemoryObjectEnv,
  type MemoryWorker,
  type MemoryWorkerEnv,
  type ObjectState,
} from '../../../src/edge/index.ts';
import { assetFiles, IsolateModel } from '../../../src/edge/model.ts';

interface Env extends MemoryObjectEnv, MemoryWorkerEnv {
  /** Absent: recall goes by words. */
  readonly ASSETS?: Fetcher;
  /** Set: what storage bills is counted. */
  readonly BILLED?: string;
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
const orgs = new IsolateOrgs();

/** Texts that were embedded behind the answers. */
let embedded = 0;

function counted(embedder: Embedder): Embedder {
  return {
    ready: () => embedder.ready(),
    state: () => embedder.state(),
    close: () => embedder.close(),
    embed: async (texts, options) => {
      const vectors = await embedder.embed(texts, options);
      if (options.priority === 'document') embedded += texts.length;
      return vectors;
    },
  };
}

/** What the platform bills of the objects' storage. */
interface Billed {
  readonly rowsRead: number;
  readonly rowsWritten: number;
}

const statements: Billed[] = [];
let alarms = 0;

/** The same storage, with what it bills written down. */
function billed(state: ObjectState): ObjectState {
  const { sql } = state.storage;
  const storage = new Proxy(state.storage, {
    get: (real, name) => {
      if (name === 'sql') return { exec: (...statement: Parameters<typeof sql.exec>) => noted(sql.exec(...statement)) };
      if (name === 'setAlarm') alarms++;
      const value: unknown = Reflect.get(real, name);
      return typeof value === 'function' ? (value.bind(real) as unknown) : value;
    },
  });
  return new Proxy(state, { get: (real, name) => (name === 'storage' ? storage : (Reflect.get(real, name) as unknown)) });
}

function noted<T>(cursor: T): T {
  statements.push(cursor as Billed);
  return cursor;
}

export class MemoryObject extends Memory<Env> {
  constructor(state: ObjectState, env: Env) {
    super(env.BILLED ? billed(state) : state, env);
  }

  protected override embedder(): Embedder | null {
    return this.env.ASSETS ? counted(model.embedder(assetFiles(this.env.ASSETS))) : null;
  }

  protected override orgs(): IsolateOrgs {
    return orgs;
  }
}

export { OrgObject };

const memory = memoryWorker<Env>({ verify: devToken(() => 'bench') });

const worker: MemoryWorker<Env> = {
  async fetch(request, env) {
    switch (new URL(request.url).pathname) {
      case '/bench/memories':
        return Response.json(memories.flatMap((each) => each.deref()?.buffer.byteLength ?? []));
      case '/bench/embedded':
        return Response.json(embedded);
      case '/bench/bill': {
        const sum = (of: (each: Billed) => number): number => statements.reduce((all, each) => all + of(each), 0);
        return Response.json({ read: sum(({ rowsRead }) => rowsRead), written: sum(({ rowsWritten }) => rowsWritten) + alarms });
      }
      default:
        return memory.fetch(request, env);
    }
  },
};

export default worker;
