import { readdir, readFile, rm, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { MemoAirVoiceClient } from '../../src/client/client.ts';
import { createSigner } from '../../src/cloud/signer.ts';
import { LoopbackPorts } from '../../src/loopback/ports.ts';
import { openCloudFile } from '../../src/node/cloud/open-cloud-file.ts';
import { nodeRuntimes } from '../../src/node/runtimes.ts';
import { buildRuntime, type BuiltRuntime } from '../conformance/built-runtime.ts';
import { ask, misuseCloud, misuseRuntime, talk, type Caller } from './silence-calls.ts';
import { leaks, MARKERS as M, type Evidence } from './silence-markers.ts';
import { TalkingProcess } from './silence-process.ts';
import { RecordingProxy, type Fault, type Passed } from './silence-proxy.ts';
import { shown, useClient } from './silence-sdk.ts';

/** What no file of a device or of the cloud may hold; what people say lies in them, and is meant to. */
const CREDENTIALS = ['account key', 'wrong key', 'runtime token', 'user token', 'expired token'];

const evidence = { logs: [] as Evidence[], refusals: [] as Evidence[], errors: [] as Evidence[], stats: [] as Evidence[], console: [] as Evidence[] };
const passed: Passed[] = [];
const secrets: Record<string, string> = { ...M };
const processes: TalkingProcess[] = [];
let built: BuiltRuntime;
let folder: string;

function run(args: readonly string[], env: Readonly<Record<string, string>>): TalkingProcess {
  const process = new TalkingProcess(built.executable, args, env);
  processes.push(process);
  return process;
}

/** A cloud, a device and an app that do all that they can, and meet all that can go wrong. */
beforeAll(async () => {
  built = await buildRuntime();
  folder = await mkdtemp(join(tmpdir(), 'memoair-silence-'));
  const root = join(folder, 'cloud');
  await plantSecret(root);
  const cloud = run(['cloud', '--port', '0', '--no-embeddings', '--log-level', 'debug'], {
    MEMOAIR_CLOUD_API_KEY: M['account key'],
    MEMOAIR_CLOUD_STORAGE_ROOT: root,
  });
  const account: Caller = {
    url: await cloud.url(),
    headers: { authorization: `Bearer ${M['account key']}`, 'x-project-id': 'proj_1', 'x-agent-id': 'agent_1' },
  };
  const { token } = JSON.parse(await ask(account, 'POST', '/v1/voice-sdk/token', '{}', [], { 'x-user-id': 'caller_42' })) as { token: string };
  const signer = await createSigner(M['secret of tokens'], 'access');
  secrets['user token'] = token;
  secrets['expired token'] = await signer.sign({ p: 'proj_1', u: 'caller_42', x: 1 });

  // what a model is asked of: it never answers, and its URLs are looked at too
  const hub = new RecordingProxy('');
  hub.fault = () => true;
  const proxy = new RecordingProxy(account.url);
  const [through, models] = [await proxy.listen(), await hub.listen()];
  await misuseCloud(account, evidence.refusals, [token, secrets['expired token'], M['wrong key']]);

  const start = async (name: string, env: Record<string, string>): Promise<{ device: Caller; process: TalkingProcess }> => {
    const process = run([], {
      MEMOAIR_RUNTIME_BIND_ADDR: '127.0.0.1:0',
      MEMOAIR_RUNTIME_WORKSPACE_ID: 'proj_1',
      MEMOAIR_RUNTIME_USER_ID: 'caller_42',
      MEMOAIR_RUNTIME_AGENT_ID: 'agent_1',
      MEMOAIR_RUNTIME_TOKEN: M['runtime token'],
      MEMOAIR_RUNTIME_STORAGE_ROOT: join(folder, name),
      MEMOAIR_RUNTIME_LOG: 'debug',
      MEMOAIR_RUNTIME_CLOUD_BASE_URL: through,
      MEMOAIR_MODEL_HUB: models,
      MEMOAIR_MODEL_CACHE: join(folder, 'models'),
      ...env,
    });
    return { process, device: { url: await process.url(), headers: { authorization: `Bearer ${M['runtime token']}` } } };
  };
  const look = async (where: string, device: Caller): Promise<void> => {
    for (const path of ['/v1/local/stats', '/v1/local/diagnostics', '/v1/local/outbox', '/v1/runtime/health'])
      evidence.stats.push({ where: `${path} of ${where}`, text: await ask(device, 'GET', path, null, evidence.refusals) });
  };
  const end = async (where: string, process: TalkingProcess): Promise<void> =>
    void evidence.logs.push({ where: `output of ${where}`, text: (await process.stop()).text });

  // one that is let in
  const well = await start('well', { MEMOAIR_RUNTIME_API_KEY: M['account key'] });
  await talk(well.device, evidence.refusals);
  for (const [name, fault] of FAULTS) {
    proxy.fault = fault;
    await talk(well.device, evidence.refusals, `while ${name}`);
    await ask(well.device, 'POST', '/v1/local/sync', null, evidence.refusals);
    await look(`the device while ${name}`, well.device);
  }
  proxy.fault = () => false;
  await misuseRuntime(well.device, evidence.refusals);
  await useSdk(well.device, through);
  await look('the device', well.device);
  await ask(well.device, 'DELETE', '/v1/local/memory/m1', null, evidence.refusals);
  await ask(well.device, 'DELETE', '/v1/local/sessions/call', null, evidence.refusals);
  await ask(well.device, 'DELETE', '/v1/local/user', null, evidence.refusals);
  await ask(well.device, 'POST', '/v1/runtime/sync/flush', '{}', evidence.refusals);
  await end('the device', well.process);

  // and some that are not, or have nobody to let them in
  const shut: Record<string, Record<string, string>> = {
    'a device with a wrong key': { MEMOAIR_RUNTIME_API_KEY: M['wrong key'] },
    'a device with an expired token': { MEMOAIR_RUNTIME_INTERNAL_TOKEN: secrets['expired token'] },
    'a device with a good token': { MEMOAIR_RUNTIME_INTERNAL_TOKEN: token },
    'a device whose cloud is away': { MEMOAIR_RUNTIME_API_KEY: M['account key'], MEMOAIR_RUNTIME_CLOUD_BASE_URL: 'http://127.0.0.1:9' },
    'a device whose store is a file': { MEMOAIR_RUNTIME_API_KEY: M['account key'], MEMOAIR_RUNTIME_STORAGE_ROOT: built.executable },
  };
  for (const [name, env] of Object.entries(shut)) {
    const { device, process } = await start(name, env);
    await talk(device, evidence.refusals);
    await look(name, device);
    await end(name, process);
  }
  for (const args of WRONG_ARGUMENTS) {
    const { text, code } = await run(args, {}).output();
    evidence.logs.push({ where: `output of voice-runtime with wrong arguments, code ${code}`, text });
  }
  await end('the cloud', cloud);
  passed.push(...proxy.passed, ...hub.passed);
  proxy.close();
  hub.close();
}, 300_000);

afterAll(async () => {
  for (const process of processes) process.kill();
  await built?.remove();
  if (folder) await rm(folder, { recursive: true, force: true });
});

describe('a key, a token and what a person says', () => {
  it('went where they were meant to go', () => {
    const sent = passed.map(({ body }) => body).join('\n');
    for (const name of ['user text', 'assistant text', 'document text', 'memory text', 'name of the user', 'metadata', 'tool call'] as const)
      expect(sent).toContain(M[name]);
    const authorizations = passed.map(({ headers }) => headers.authorization);
    for (const name of ['account key', 'wrong key', 'user token', 'expired token']) expect(authorizations).toContain(`Bearer ${secrets[name]}`);
  });

  it('stand in no log, at the most talkative level', () => {
    expect(evidence.logs.map(({ text }) => text).join('')).toContain('"event":"memory open"');
    expect(evidence.logs.filter(({ where }) => where.endsWith('wrong arguments, code 2'))).toHaveLength(WRONG_ARGUMENTS.length);
    expect(leaks(evidence.logs, secrets)).toEqual([]);
  });

  it('stand in no URL, and in no header but the one that lets a call in', () => {
    expect(new Set(passed.map(({ line }) => line.split('?')[0]))).toContain('GET /v1/voice-sdk/bootstrap');
    const told = passed.map(({ line, headers: { authorization: _authorization, ...headers } }) => ({
      where: line.slice(0, 60),
      text: `${line}\n${JSON.stringify(headers)}`,
    }));
    expect(leaks(told, secrets)).toEqual([]);
  });

  it('stand in no answer that refuses a call', () => {
    const statuses = new Set(evidence.refusals.map(({ where }) => where.slice(0, 3)));
    for (const status of ['400', '401', '403', '404', '405', '413', '415', '503']) expect(statuses).toContain(status);
    expect(evidence.refusals.length).toBeGreaterThan(400);
    expect(leaks(evidence.refusals, secrets)).toEqual([]);
  });

  it('stand in no error of the SDK, whatever one looks at of it, and not on the console', () => {
    expect(evidence.errors.length).toBeGreaterThan(100);
    expect(leaks(evidence.errors, secrets)).toEqual([]);
    expect(leaks(evidence.console, secrets)).toEqual([]);
  });

  it('stand neither in stats nor among what waits, also when a cloud repeats what it was sent', () => {
    const told = evidence.stats.map(({ text }) => text).join('\n');
    for (const reason of ['unauthorized', 'network', 'rate_limited', 'bad_answer', 'redirected', 'rejected', 'too_large'])
      expect(told).toContain(`"${reason}"`);
    expect(leaks(evidence.stats, secrets)).toEqual([]);
  });

  it('lie in no file where they do not belong', async () => {
    const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['cloud.sqlite', 'memory.sqlite', 'session.jsonl']));
    const told = await Promise.all(
      files.map(async ({ parentPath, name }) => ({
        where: join(parentPath.slice(folder.length), name),
        text: await readFile(join(parentPath, name), 'latin1'),
      })),
    );
    expect(leaks(told, Object.fromEntries(CREDENTIALS.map((name) => [name, secrets[name]!])))).toEqual([]);
  });
});

/** A cloud whose secret is known: tokens can be made for it that have expired. */
async function plantSecret(root: string): Promise<void> {
  const store = await openCloudFile(root);
  await store.transaction('server', (rows) => rows.put('secrets', { id: 'token', value: M['secret of tokens'] }));
  await store.close();
}

/** What a cloud, or something before it, may answer: each says what it was sent once more. */
const FAULTS: readonly (readonly [name: string, fault: Fault])[] = [
  ...[400, 401, 403, 409, 413, 500, 503].map((status) => [`it answers ${status}`, answering(status)] as const),
  ['it wants to be left alone', answering(429, { 'retry-after': '0' })],
  ['it leads elsewhere', (call, response) => (response.writeHead(302, { location: `http://127.0.0.1:9/${M['user text']}` }).end(call.body), true)],
  ['it answers with no JSON', (call, response) => (response.writeHead(200).end(`<p>${call.body}`), true)],
  ['it hangs up', (_call, response) => (response.destroy(), true)],
  ['it refuses each event', refusing],
];

function answering(status: number, headers: Record<string, string> = {}): Fault {
  return (call, response) => {
    const authorization = call.headers.authorization ?? '';
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify({ error: { code: M['user text'], message: call.body + authorization, details: { sent: call.body } }, authorization }));
    return true;
  };
}

/** Rejects what people said, with a code made of their words. */
function refusing({ line, body }: Passed, response: Parameters<Fault>[1]): boolean {
  if (!line.includes('/events')) return false;
  const { events } = JSON.parse(body) as { events: { id: string }[] };
  const results = events.map(({ id }, i) => ({ id, status: 'rejected', code: i % 2 === 0 ? M['user text'] : `${M['account key']} is wrong` }));
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ results, syncToken: '' }));
  return true;
}

const WRONG_ARGUMENTS: readonly (readonly string[])[] = [
  [`--api-kye=${M['account key']}`],
  ['--user-id', 'u', M['account key']],
  ['--', `--${M['account key']}`],
  ['--mode', M['malformed field']],
  ['--bind-addr', M['malformed field']],
  ['--api-key', '--token', M['runtime token']],
  ['cloud', '--port', M['malformed field']],
  ['cloud', M['account key']],
  [M['account key']],
];

/** An app on the SDK's classes: over the device's socket, and with runtimes of its own. */
async function useSdk(device: Caller, cloudBaseUrl: string): Promise<void> {
  const spies = (['log', 'info', 'warn', 'error', 'debug', 'trace'] as const).map((level) =>
    vi.spyOn(console, level).mockImplementation((...args: unknown[]) => {
      evidence.console.push({ where: `console.${level}`, text: args.map((arg) => shown(arg)).join(' ') });
    }),
  );
  const identity = { projectId: 'proj_1', agentId: 'agent_1', ports: new LoopbackPorts() };
  const over = (options: object) =>
    new MemoAirVoiceClient({ ...identity, apiKey: M['account key'], cloudBaseUrl, runtimeUrl: device.url, runtimeToken: M['runtime token'], ...options });
  const own = (storageRoot: string | null, options: object) =>
    new MemoAirVoiceClient({ ...identity, cloudBaseUrl, startRuntime: nodeRuntimes({ storageRoot, embedder: null, cloudBaseUrl }), ...options });
  const clients = {
    'over a socket': over({ userId: 'caller_42' }),
    'with a wrong key': over({ apiKey: M['wrong key'] }),
    'with a key that no header takes': over({ apiKey: `${M['account key']}\nx` }),
    'with a wrong runtime token': over({ runtimeToken: M['wrong key'] }),
    'with a runtime token that no header takes': over({ runtimeToken: `${M['runtime token']}\nx` }),
    'with no runtime': over({ runtimeUrl: 'http://127.0.0.1:9' }),
    'with no cloud to reach': over({ cloudBaseUrl: 'http://127.0.0.1:9' }),
    'for another project': over({ projectId: 'proj_2' }),
    'with a token that is refused': own(join(folder, 'own'), { getToken: () => secrets['expired token'] }),
    'whose app gives no token': own(null, { getToken: () => '' }),
    'whose token no header takes': own(null, { getToken: () => `${secrets['user token']}\n` }),
    'whose memory cannot be opened': own(built.executable, { apiKey: M['account key'] }),
  };
  for (const [name, client] of Object.entries(clients)) await useClient(name, client, evidence.errors, evidence.stats);
  for (const spy of spies) spy.mockRestore();
}
