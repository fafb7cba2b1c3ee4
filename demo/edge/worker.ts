import {
  cloudTokens,
  devToken,
  firstOf,
  IsolateOrgs,
  MemoryObject as Memory,
  memoryWorker,
  OrgObject,
  workersAiEmbedder,
  type AiBinding,
  type EdgeCloud,
  type Embedder,
  type Fetcher,
  type MemoryObjectEnv,
  type MemoryWorker,
  type MemoryWorkerEnv,
} from '../../src/edge/index.ts';
import { assetFiles, IsolateModel } from '../../src/edge/model.ts';

/** See wrangler.jsonc. */
interface Env extends MemoryObjectEnv, MemoryWorkerEnv {
  /** The folder of the model. */
  readonly ASSETS?: Fetcher;
  /** Workers AI, whose model embeds where there is no folder of one. Without both recall goes by words. */
  readonly AI?: AiBinding;
  /** Origins of pages that may call, with commas between them. Default: none. */
  readonly MEMOAIR_ORIGINS?: string;
  /** What your cloud signs its users' tokens with: `npx wrangler secret put MEMOAIR_TOKEN_SECRET`. */
  readonly MEMOAIR_TOKEN_SECRET?: string;
  /** The cloud that memories are mirrored to, and its key. Without them they stay here. */
  readonly MEMOAIR_CLOUD_BASE_URL?: string;
  readonly MEMOAIR_API_KEY?: string;
  /** Set by `npm run edge`, and of no use but on a loopback address. */
  readonly EDGE_DEV_TOKEN?: string;
}

const model = new IsolateModel();
const orgs = new IsolateOrgs();

export class MemoryObject extends Memory<Env> {
  protected override embedder(): Embedder | null {
    const { ASSETS, AI } = this.env;
    if (ASSETS) return model.embedder(assetFiles(ASSETS));
    return AI ? workersAiEmbedder(AI) : null;
  }

  protected override orgs(): IsolateOrgs {
    return orgs;
  }

  protected override cloud(): EdgeCloud | null {
    const { MEMOAIR_CLOUD_BASE_URL: baseUrl, MEMOAIR_API_KEY: apiKey } = this.env;
    return baseUrl ? { baseUrl, ...(apiKey ? { apiKey } : {}) } : null;
  }
}

export { OrgObject };

const worker: MemoryWorker<Env> = memoryWorker<Env>({
  verify: firstOf(
    cloudTokens(({ MEMOAIR_TOKEN_SECRET: tokenSecret }) => (tokenSecret ? { tokenSecret } : null)),
    devToken(({ EDGE_DEV_TOKEN }) => EDGE_DEV_TOKEN),
  ),
  origins: ({ MEMOAIR_ORIGINS = '' }) => MEMOAIR_ORIGINS.split(',').map((origin) => origin.trim()),
});

export default worker;
