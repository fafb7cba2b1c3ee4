/** Both bridges in a Worker, with a Durable Object a caller behind them. */
import { MemoryObject, memoryWorker, OrgObject, type MemoryObjectEnv, type MemoryWorkerEnv } from '../../../../src/edge/index.ts';
import { answerMemory, retellBridge } from '../../../../src/integrations/retell.ts';
import { vapiBridge } from '../../../../src/integrations/vapi.ts';

interface Env extends MemoryObjectEnv, MemoryWorkerEnv {
  readonly RETELL_SIGNING_SECRET: string;
  readonly VAPI_SECRET: string;
}

export { MemoryObject, OrgObject };

const worker = {
  fetch(request: Request, env: Env, context: { waitUntil(work: Promise<unknown>): void }): Promise<Response> {
    const answerFor = (userId: string): ((call: Request) => Promise<Response>) => {
      // whom Retell or Vapi called for: their signature was looked at before
      const caller = memoryWorker<Env>({ verify: async () => ({ projectId: 'ws_1', userId, agentId: null }) });
      return (call) => caller.fetch(call, env);
    };
    const options = {
      memory: answerMemory({ workspaceId: 'ws_1', answerFor }),
      answerWithinMs: 20_000,
      timeoutMs: 10_000,
      waitUntil: (work: Promise<unknown>) => context.waitUntil(work),
    };
    const bridge = new URL(request.url).pathname.startsWith('/vapi/')
      ? vapiBridge({ ...options, secret: env.VAPI_SECRET })
      : retellBridge({ ...options, signingSecret: env.RETELL_SIGNING_SECRET });
    return bridge(request);
  },
};

export default worker;
