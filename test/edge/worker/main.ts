import {
  cloudTokens,
  devToken,
  firstOf,
  IsolateOrgs,
  MemoryObject as Memory,
  memoryWorker,
  OrgObject as Org,
  type Caller,
  type EdgeCloud,
  type Embedder,
  type Fetcher,
  type MemoryObjectEnv,
  type MemoryWorkerEnv,
  type ObjectNamespace,
  type ObjectState,
  type OrgObjectState,
  type SnapshotBucket,
} from '../../../src/edge/index.ts';
import { assetFiles, IsolateModel } from '../../../src/edge/model.ts';
import { StandInVectors } from './stand-in-vectors.ts';
import { Watched } from './watched-orgs.ts';
import { StoreObject } from './store-object.ts';

interface Env extends Omit<MemoryObjectEnv, 'ORG_SNAPSHOTS'>, MemoryWorkerEnv {
  readonly ORG_SNAPSHOTS?: SnapshotBucket;
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

/** Soon: tests wait for what another isolate wrote. */
const orgsOfAnIsolate = (): IsolateOrgs => new IsolateOrgs({ lookEveryMs: 50, loadMs: 1_000, mostBytes: 20_000_000 });
/** All objects share one isolate here: those of users whose ids begin with `far-` do as if theirs were another. */
const [near, far] = [orgsOfAnIsolate(), orgsOfAnIsolate()];
const watched = new Watched();
const vectors = new StandInVectors();

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
  #orgs = near;
  /** Of the other isolate's users none. */
  #vectorizeFrom = Infinity;

  constructor(state: Handled, env: Env) {
    super(state, { ...watched.env(env), ORG_VECTORS: vectors });
    this.#handled = state;
  }

  protected override embedder(): Embedder | null {
    return this.env.ASSETS ? counted(model.embedder(assetFiles(this.env.ASSETS))) : null;
  }

  protected override orgs(): IsolateOrgs {
    return this.#orgs;
  }

  protected override vectorizeFrom(): number {
    return this.#vectorizeFrom;
  }

  protected override encryptionSecret({ userId }: Caller): string | null {
    return userId.startsWith('sealed-') ? 'a secret of these tests' : null;
  }

  protected override cloud(): EdgeCloud | null {
    const { CLOUD_URL: baseUrl, CLOUD_KEY: apiKey = '' } = this.env;
    return baseUrl ? { baseUrl, apiKey } : null;
  }

  override async fetch(request: Request): Promise<Response> {
    const { storage } = this.#handled;
    const { pathname, searchParams } = new URL(request.url);
    this.#orgs = request.headers.get('x-user-id')?.startsWith('far-') ? far : near;
    this.#vectorizeFrom = request.headers.get('x-project-id')?.startsWith('vectorize-') && this.#orgs === near ? 0 : Infinity;
    switch (pathname) {
      case '/test/embed':
        return Response.json([...(await this.embedder()!.embed([searchParams.get('text')!], { priority: 'query' }))[0]!]);
      case '/test/embedded':
        return Response.json(embedded);
      case '/test/orgs':
        return Response.json({ ...this.#orgs.counts, loads: watched.loads, readings: watched.readings, parts: watched.parts, pieces: watched.pieces });
      case '/test/let-go':
        this.#orgs.of(JSON.stringify([request.headers.get('x-project-id')])).letGo();
        return Response.json({});
      case '/test/vectors':
        vectors.mode = searchParams.get('mode') as StandInVectors['mode'];
        return Response.json({ size: vectors.size, queries: vectors.queries });
      case '/test/stall':
        watched.stallNext();
        return Response.json({});
      case '/test/rows':
        return Response.json(rowsOf(storage));
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

/** Everything that is stored, as the characters of its texts and bytes. */
function rowsOf({ sql }: ObjectState['storage']): unknown[] {
  const latin = new TextDecoder('latin1');
  const tables = [...sql.exec("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_cf\\_%' ESCAPE '\\'").raw()].map(String);
  return tables.flatMap((table) =>
    [...sql.exec(`SELECT * FROM "${table}"`).raw()].map((row) => row.map((value) => (value instanceof ArrayBuffer ? latin.decode(value) : value))),
  );
}

/** What tests do to an org object from inside. */
export class OrgObject extends Org<Env> {
  readonly #handled: Handled;

  constructor(state: Handled & OrgObjectState, env: Env) {
    super(state, env);
    this.#handled = state;
  }

  async ring(): Promise<void> {
    await this.#handled.storage.setAlarm(Date.now());
  }
}

export { StoreObject };

/** What tests do to what is under a prefix of a bucket. Tells keys, or for `texts` what they hold. */
async function handle(bucket: SnapshotBucket, prefix: string, action: string | null): Promise<string[]> {
  const told: string[] = [];
  for (const { key } of (await bucket.list({ prefix })).objects) {
    told.push(action === 'texts' ? new TextDecoder().decode(await (await bucket.get(key))!.arrayBuffer()) : key);
    if (action === 'damage') await bucket.put(key, new TextEncoder().encode('[]'));
    if (action === 'clear') await bucket.delete([key]);
  }
  return told;
}

const worker = memoryWorker<Env>({
  verify: firstOf(
    cloudTokens(({ TOKEN_SECRET: tokenSecret }) => (tokenSecret ? { tokenSecret } : null)),
    devToken((env) => env.EDGE_DEV_TOKEN),
  ),
});

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const id = env.ORG.idFromName(JSON.stringify([searchParams.get('project')]));
    const org = (): OrgObject => env.ORG.get(id) as OrgObject;
    if (pathname === '/test/org/ring') return Response.json((await org().ring()) ?? {});
    if (pathname === '/test/org/snapshot') return Response.json(await org().snapshot());
    if (pathname === '/test/org/bucket') return Response.json(await handle(env.ORG_SNAPSHOTS!, `memoair/org/${String(id)}/`, searchParams.get('action')));
    const store = /^\/test\/stores\/([^/]+)$/.exec(pathname)?.[1];
    return store === undefined ? worker.fetch(request, env) : env.STORES.get(env.STORES.idFromName(store)).fetch(request);
  },
};
