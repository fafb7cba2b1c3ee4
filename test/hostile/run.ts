/**
 * Sends the hostile inputs over real sockets, to the built `voice-runtime` and to the reference cloud: `npm run hostile`.
 *
 * @module
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { serveCloud } from '../../src/node/cloud/serve-cloud.ts';
import { casesOf, type Send } from './cases.ts';
import { driveCloud, driveContract, type Driven } from './drive.ts';
import { overSocket } from './over-socket.ts';
import { credentialsOf } from './tokens.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const RUNTIME = join(ROOT, 'dist/node/voice-runtime.js');
const CASES = casesOf(readFileSync(join(ROOT, 'test/hostile/cases.jsonl'), 'utf8'));
const IDENTITY = { workspaceId: 'ws_123', userId: 'user_42' };
const KEYS = { key: 'memoair_pk_hostile', otherKey: 'memoair_pk_of-another-project' };

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

async function alive(send: Send): Promise<void> {
  for (;;) {
    const answer = await send({ method: 'GET', path: '/v1/runtime/health', headers: {}, body: undefined }).catch(() => null);
    if (answer?.status === 200) return;
    await new Promise((later) => setTimeout(later, 100));
  }
}

async function ofRuntime(folder: string): Promise<Driven> {
  const address = `127.0.0.1:${await freePort()}`;
  const settings = { BIND_ADDR: address, WORKSPACE_ID: IDENTITY.workspaceId, PROJECT_ID: IDENTITY.workspaceId, USER_ID: IDENTITY.userId, STORAGE_ROOT: folder };
  const env = Object.fromEntries(Object.entries(settings).map(([name, value]) => [`MEMOAIR_RUNTIME_${name}`, value]));
  const child = spawn(process.execPath, [RUNTIME], { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = new Promise<string>((end) => child.once('exit', (code, signal) => end(`voice-runtime ended by itself: ${code ?? signal}`)));
  const send = overSocket(`http://${address}`);
  try {
    const driving = alive(send).then(() =>
      driveContract(
        CASES.filter(({ surface }) => surface === 'contract'),
        send,
        IDENTITY,
      ),
    );
    return await Promise.race([driving, ended.then((why): never => fail(why))]);
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

async function ofCloud(folder: string): Promise<Driven> {
  const limits = { rate: { burst: 1, perSecond: Infinity } };
  const cloud = await serveCloud({ apiKey: [KEYS.key, { key: KEYS.otherKey, projects: ['proj_2'] }], storageRoot: folder, limits });
  const headers = { authorization: `Bearer ${KEYS.key}`, 'x-project-id': 'proj_1', 'x-agent-id': 'agent_1', 'x-user-id': 'user_1' };
  const send = overSocket(cloud.url);
  try {
    const cases = CASES.filter(({ surface }) => surface === 'cloud');
    return await driveCloud(cases, send, { headers, variables: await credentialsOf(send, headers, KEYS) });
  } finally {
    await cloud.close();
  }
}

function fail(why: string): never {
  throw new Error(why);
}

if (!existsSync(RUNTIME)) fail('Build first: npm run build');
for (const [name, drive] of [['voice-runtime', ofRuntime] as const, ['cloud', ofCloud] as const]) {
  const folder = await mkdtemp(join(tmpdir(), 'memoair-hostile-'));
  const start = performance.now();
  const { sent, faults } = await drive(folder);
  console.log(`${name}: ${sent} inputs over a socket in ${((performance.now() - start) / 1000).toFixed(1)} s, ${faults.length} faults`);
  for (const fault of faults) console.log(`  ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
  await rm(folder, { recursive: true, force: true });
}
