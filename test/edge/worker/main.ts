import {
  cloudTokens,
  devToken,
  firstOf,
  MemoryObject as Memory,
  memoryWorker,
  OrgObject,
  type EdgeCloud,
  type Embedder,
  type Fetcher,
  type MemoryObjectEnv,
  type MemoryWorkerEnv,
  type ObjectNamespace,
  type ObjectState,
} from '../../../src/edge/index.ts';
import { assetFiles, IsolateModel } from '../../../src/edge/model.ts';
import { StoreObject } from './store-object.ts';

interface Env extends MemoryObjectEnv, MemoryWorkerEnv {
  readonly EDGE_DEV_TOKEN?: string;
  readonly TOKEN_SECRET?: string;
  readonly CLOUD_URL?: string;
  readonly CLOUD_KEY?: string;
  readonly ASSETS?: Fetcher;
  readonly STORES: ObjectNamespace<unknown, Fetcher>;
}

/** What tests do to an object from inside. */
interface Handled extends ObjectState {
  readonly storage: ObjectState['storage'] & { getAlarm(): Promise<number | null> };
  abort(reason: string): void;
}

const model = new IsolateModel({ loadMs: 8_000 });

/** Texts of memories that this isolate has embedded. */
let embedded = 0;

function counted(embedder: Embedder): Embedder {
  return {
    ready: () => embedder.ready(),
    state: () => embedder.state(),
    close: () => embedder.close(),
    embed: (texts, options) => {
      if (options.priority === 'document') embedded += texts.length;
      return embedder.embed(texts, options);
    },
  };
}

export class MemoryObject extends Memory<Env> {
  readonly #handled: Handled;

  constructor(state: Handled, env: Env) {
    super(state, env);
    this.#handled = state;
  }

  protected override embedder(): Embedder | null {
    return this.env.ASSETS ? counted(model.embedder(assetFiles(this.env.ASSETS))) : null;
  }

  protected override cloud(): EdgeCloud | null {
    const { CLOUD_URL: baseUrl, CLOUD_KEY: apiKey = '' } = this.env;
    return baseUrl ? { baseUrl, apiKey } : null;
  }

  override async fetch(request: Request): Promise<Response> {
    const { storage } = this.#handled;
    const { pathname, searchParams } = new URL(request.url);
    switch (pathname) {
      case '/test/embed':
        return Response.json([...(await this.embedder()!.embed([searchParams.get('text')!], { priority: 'query' }))[0]!]);
      case '/test/embedded':
        return Response.json(embedded);
      case '/test/evict':
        this.#handled.abort('evicted by a test');
        throw new Error('evicted');
      case '/test/alarm':
        return Response.json({ inMs: ((await storage.getAlarm()) ?? NaN) - Date.now(), failures: storage.kv.get('memoair:alarm-failures') ?? 0 });
      case '/test/ring':
        await storage.setAlarm(Date.now());
        return Response.json({});
      default:
        return super.fetch(request);
    }
  }
}

export { OrgObject, StoreObject };

const worker = memoryWorker<Env>({
  verify: firstOf(
    cloudTokens(({ TOKEN_SECRET: tokenSecret }) => (tokenSecret ? { tokenSecret } : null)),
    devToken((env) => env.EDGE_DEV_TOKEN),
  ),
});

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const store = /^\/test\/stores\/([^/]+)$/.exec(new URL(request.url).pathname)?.[1];
    return store === undefined ? worker.fetch(request, env) : env.STORES.get(env.STORES.idFromName(store)).fetch(request);
  },
};
