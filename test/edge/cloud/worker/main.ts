import { cloudOptions, type CloudEnv, type CloudWorkerOptions } from '../../../../src/edge/cloud/cloud-env.ts';
import { CloudObject as Cloud, type CloudObjectState } from '../../../../src/edge/cloud/cloud-object.ts';
import { cloudWorker } from '../../../../src/edge/cloud/cloud-worker.ts';
import type { Fetcher, ObjectNamespace } from '../../../../src/edge/platform.ts';
import { OTHER_KEY } from '../../../cloud/keys.ts';
import { TOLD, type ModelTold, type Told } from '../told.ts';
import { CasesObject } from './cases-object.ts';
import { FakeModel } from './fake-model.ts';

interface Env extends CloudEnv {
  readonly CASES: ObjectNamespace<unknown, Fetcher>;
}

interface EvictableState extends CloudObjectState {
  abort(reason: string): void;
}

/** Of the call that came last: tests make one after the other. */
let told: Told = {};
let started = 0;
const faults: string[] = [];
const model = new FakeModel();

function optionsOf(env: CloudEnv): CloudWorkerOptions {
  const { apiKeys, ...options } = cloudOptions(env);
  const { clock, rate } = told;
  return {
    ...options,
    apiKeys: [...apiKeys, { key: OTHER_KEY, projects: ['proj_2'] }],
    ...(told.noModel ? {} : { embed: model }),
    ...(clock ? { clock: { now: () => told.clock!.now, elapsed: () => told.clock!.elapsed } } : {}),
    onFault: (what, reason) => void faults.push(`${what} (${reason})`),
    limits: { rate: rate ?? { burst: 1, perSecond: Infinity } },
  };
}

function inWorld(namespace: CloudEnv['CLOUD']): CloudEnv['CLOUD'] {
  return { idFromName: (name) => namespace.idFromName((told.world ?? '') + name), get: (id) => namespace.get(id) };
}

export class CloudObject extends Cloud<Env> {
  readonly #state: EvictableState;

  constructor(state: EvictableState, env: Env) {
    super(state, { ...env, CLOUD: inWorld(env.CLOUD) });
    this.#state = state;
    started++;
  }

  protected override options(): CloudWorkerOptions {
    return optionsOf(this.env);
  }

  override async fetch(request: Request): Promise<Response> {
    if (told.evict) this.#state.abort('evicted');
    return super.fetch(request);
  }
}
export { CasesObject };

const worker = cloudWorker<Env>(optionsOf);

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === '/test/cases') return env.CASES.get(env.CASES.idFromName(crypto.randomUUID())).fetch(request);
    if (pathname === '/test/started') return Response.json(started);
    if (pathname === '/test/faults') return Response.json(faults);
    if (pathname === '/test/model') {
      model.tell((await request.json()) as Partial<ModelTold>);
      return Response.json(model.told);
    }
    told = JSON.parse(request.headers.get(TOLD) ?? '{}') as Told;
    return worker.fetch(request, { ...env, CLOUD: inWorld(env.CLOUD) });
  },
};
