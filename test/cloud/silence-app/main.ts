/** The page: an app that uses the SDK well and wrong, and tells what it could see of it. */
import { MemoAirVoiceClient } from '../../../src/client/client.ts';
import { createLoopbackFetch } from '../../../src/loopback/fetch.ts';
import { LoopbackPorts } from '../../../src/loopback/ports.ts';
import { createRuntime } from '../../../src/runtime/create-runtime.ts';
import { CALLS, IMPORT, SEARCH, SESSION, TURN, wrongBodies } from '../silence-bodies.ts';
import { MARKERS as M, type Evidence } from '../silence-markers.ts';
import { shown, useClient } from '../silence-sdk.ts';

export interface PageTask {
  readonly cloudBaseUrl: string;
  readonly token: string;
  readonly expired: string;
}

export interface PageTold {
  readonly errors: readonly Evidence[];
  readonly stats: readonly Evidence[];
  readonly refusals: readonly Evidence[];
}

const IDENTITY = { workspaceId: 'proj_1', userId: 'caller_42' };

/** What a worker writes has to be heard, or its silence means nothing. */
const speakInWorker = (): Worker => new Worker(URL.createObjectURL(new Blob(["console.log('a worker is heard')"])));

async function drive({ cloudBaseUrl, token, expired }: PageTask): Promise<PageTold> {
  speakInWorker();
  const told = { errors: [] as Evidence[], stats: [] as Evidence[], refusals: [] as Evidence[] };
  const incident = (what: string): void => void told.stats.push({ where: 'an incident', text: what });
  const make = (options: object): MemoAirVoiceClient =>
    new MemoAirVoiceClient({
      projectId: 'proj_1',
      agentId: 'agent_1',
      ports: new LoopbackPorts(),
      cloudBaseUrl,
      startRuntime: (identity, { apiKey: _key, getToken, cloudBaseUrl: url, agentId }) =>
        createRuntime({
          ...identity,
          modelUrl: null,
          cloudBaseUrl: url,
          agentId,
          onIncident: incident,
          ...(getToken ? { getToken } : { apiKey: M['account key'] }),
        }),
      ...options,
    });
  const clients = {
    'with a token': make({ getToken: () => token }),
    'with a token that has expired': make({ getToken: () => expired }),
    'whose app throws': make({ getToken: () => Promise.reject(new Error('signed out')) }),
    'with a key': make({ apiKey: M['account key'] }),
    'with a key that no header takes': make({ apiKey: `${M['account key']}\nx` }),
    'with no cloud to reach': make({ apiKey: M['wrong key'], cloudBaseUrl: 'http://127.0.0.1:9' }),
  };
  for (const [name, client] of Object.entries(clients)) await useClient(name, client, told.errors, told.stats);

  const extractor = ({ userText }: { readonly userText: string }): never => {
    throw Object.assign(new Error(userText), { name: `It was ${userText}` });
  };
  const runtime = createRuntime({ ...IDENTITY, modelUrl: null, cloudBaseUrl, getToken: () => token, onIncident: incident, extractor });
  const ask = createLoopbackFetch(runtime, { token: M['runtime token'] });
  const post = async (path: string, body: string, headers: Record<string, string> = {}): Promise<void> => {
    const sent = { 'content-type': 'application/json', authorization: `Bearer ${M['runtime token']}`, ...headers };
    const response = await ask(`http://127.0.0.1:7878${path}`, { method: 'POST', headers: sent, body });
    if (response.status >= 400) told.refusals.push({ where: `${response.status} of ${path}`, text: await response.text() });
  };
  for (const [path, body] of CALLS) {
    await post(path, JSON.stringify(body));
    await post(path, JSON.stringify(body), { authorization: `Bearer ${M['wrong key']}` });
    for (const wrong of wrongBodies(body)) await post(path, wrong);
  }
  // what is called with no router before it
  const direct: Record<string, () => Promise<unknown>> = {
    searchMemory: () => runtime.searchMemory({ ...SEARCH, sessionId: M['malformed field'] } as never),
    afterTurn: () => runtime.afterTurn({ ...TURN, sessionId: M['malformed field'] }),
    'afterTurn that cannot be cloned': () => runtime.afterTurn({ ...TURN, metadata: { [M['malformed field']]: () => M['user text'] } }),
    startSession: () => runtime.startSession({ ...SESSION, workspaceId: M['malformed field'] } as never),
    importMemory: () => runtime.importMemory({ ...IMPORT, items: M['malformed field'] } as never),
    stats: async () => told.stats.push({ where: 'stats', text: shown(await runtime.stats()) }),
    diagnostics: async () => told.stats.push({ where: 'diagnostics', text: shown(await runtime.diagnostics()) }),
    'a close': () => runtime.close(),
    'a search after it': () => runtime.searchMemory(SEARCH as never),
  };
  for (const [call, attempt] of Object.entries(direct)) {
    try {
      await attempt();
    } catch (thrown) {
      told.errors.push({ where: call, text: shown(thrown) });
    }
  }
  return told;
}

Object.assign(globalThis, { drive });
