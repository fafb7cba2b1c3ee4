/** What an app may choose: another embedder, pages that may call, a telephone platform in front. */
import {
  devToken,
  functionEmbedder,
  IsolateOrgs,
  MemoryObject as Memory,
  memoryWorker,
  OrgObject,
  workersAiEmbedder,
  type AiBinding,
  type Embedder,
  type Fetcher,
  type MemoryObjectEnv,
  type MemoryWorkerEnv,
} from '../../../src/edge/index.ts';
import { answerMemory, retellBridge } from '../../../src/integrations/retell.ts';

interface Env extends MemoryObjectEnv, MemoryWorkerEnv {
  /** What stands in for the platform's models: it runs where the tests do. */
  readonly ASSETS?: Fetcher;
  readonly EDGE_DEV_TOKEN: string;
  readonly SIGNING_SECRET?: string;
}

/** Workers AI as it is called, with the answers of a test. */
function aiOf(models: Fetcher): AiBinding {
  return {
    run: async (model, input) => {
      const response = await models.fetch(new Request(`http://models/${model}`, { method: 'POST', body: JSON.stringify(input) }));
      if (!response.ok) throw new Error(`InferenceUpstreamError: ${response.status}`);
      return response.json();
    },
  };
}

/** Nobody looks here what others wrote. */
const orgs = new IsolateOrgs({ lookEveryMs: Infinity });

/**
 * Users whose ids begin with `mine-` have a function of the app's own: the length of a text, and of its words. With `mine-later-`
 * it fails for the first documents.
 */
export class MemoryObject extends Memory<Env> {
  #mine = false;
  #fails = false;

  override async fetch(request: Request): Promise<Response> {
    const userId = request.headers.get('x-user-id') ?? '';
    this.#mine = userId.startsWith('mine-');
    this.#fails ||= userId.startsWith('mine-later-') && new URL(request.url).pathname === '/v1/voice-sdk/index/create';
    return super.fetch(request);
  }

  protected override orgs(): IsolateOrgs {
    return orgs;
  }

  protected override embedder(): Embedder | null {
    if (!this.env.ASSETS && !this.#mine) return null;
    if (!this.#mine) return workersAiEmbedder(aiOf(this.env.ASSETS!));
    return functionEmbedder({
      name: 'mine',
      dimension: 2,
      stamp: 'mine:2',
      embed: async (texts, { priority }) => {
        if (this.#fails && priority === 'document') {
          this.#fails = false;
          throw new Error('too many requests');
        }
        return texts.map((text) => [text.length, text.split(' ').length]);
      },
    });
  }
}

export { OrgObject };

const memory = memoryWorker<Env>({ verify: devToken(({ EDGE_DEV_TOKEN }) => EDGE_DEV_TOKEN), origins: ['https://app.example'] });

/** How long a session takes to start, in milliseconds: longer than the bridge lets the platform wait. */
const SLOW_MS = 9_500;

export default {
  fetch(request: Request, env: Env, context: { waitUntil(work: Promise<unknown>): void }): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (!pathname.startsWith('/retell/')) return memory.fetch(request, env);
    const answerFor = (userId: string) => async (call: Request) => {
      if (call.url.endsWith('/session/start')) await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
      return memoryWorker<Env>({ verify: () => ({ projectId: 'ws_edge', userId, agentId: null }) }).fetch(call, env);
    };
    return retellBridge({
      memory: answerMemory({ workspaceId: 'ws_edge', answerFor }),
      signingSecret: env.SIGNING_SECRET!,
      waitUntil: (work) => context.waitUntil(work),
    })(request);
  },
};
