import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { MemoAirVoiceClient } from '../../src/client/client.ts';
import type { ImportProgress } from '../../src/client/local-memory.ts';
import type { StartRuntime } from '../../src/client/start-runtime.ts';
import type { WireRequest, WireResponse } from '../../src/contract/wire.ts';
import { LoopbackPorts } from '../../src/loopback/ports.ts';
import { Disk } from './disk.ts';

const user = { id: 'ada' };
const clientOf = (startRuntime: StartRuntime): MemoAirVoiceClient =>
  new MemoAirVoiceClient({ projectId: 'p', agentId: 'a', cloudBaseUrl: '', ports: new LoopbackPorts(), startRuntime });

/** A real runtime whose management calls are written down, and answered with `body`. */
const noting = (calls: WireRequest[], body: string, status = 200): StartRuntime => {
  const disk = new Disk();
  return async (identity, context) => {
    const runtime = await disk.start(identity, context);
    const respond = runtime.respond.bind(runtime);
    return Object.assign(runtime, {
      respond: (...[call, options]: Parameters<typeof respond>): Promise<WireResponse> => {
        if (!call.path.startsWith('/v1/local/')) return respond(call, options);
        calls.push(call);
        return Promise.resolve({ status, headers: { 'content-type': 'application/json' }, body });
      },
    });
  };
};

describe('the memory of a user on this machine', () => {
  it('is imported in batches, and a second time changes nothing', async () => {
    const client = clientOf(new Disk().start);
    const items = Array.from({ length: 1_203 }, (_, i) => ({ memoryId: `m${i}`, text: `The shelf number ${i} holds ${i * 7} books.` }));
    const progress: ImportProgress[] = [];
    expect(await client.local.import(items, { user, onProgress: (now) => progress.push(now) })).toMatchObject({ imported: 1_203, unchanged: 0 });
    expect(progress.map(({ done, imported }) => [done, imported])).toEqual([
      [500, 500],
      [1_000, 1_000],
      [1_203, 1_203],
    ]);
    const lines = (async function* () {
      for (const item of items) yield JSON.stringify(item);
    })();
    expect(await client.local.import(lines, { user })).toMatchObject({ imported: 0, unchanged: 1_203 });
    expect((await client.local.stats({ user })).counts.permanent).toBe(1_203);
    await client.aclose();
  });

  it('is imported in smaller batches where the items are large, since a call takes 64 MiB', async () => {
    const calls: WireRequest[] = [];
    const client = clientOf(noting(calls, '{"status":"ok","imported":1,"updated":0,"unchanged":0}'));
    const userText = '語'.repeat(1_000_000);
    const turns = Array.from({ length: 20 }, (_, i) => ({ kind: 'turn' as const, sessionId: 's', turnId: `t${i}`, userText, assistantText: '' }));
    await client.local.import(turns, { user });
    expect(calls.length).toBe(2);
    for (const { body } of calls) expect(new TextEncoder().encode(String(body)).length).toBeLessThan(67_108_864);
    await client.aclose();
  });

  it('stops an import between two batches', async () => {
    const client = clientOf(new Disk().start);
    const items = Array.from({ length: 1_000 }, (_, i) => ({ text: `Note ${i} about the garden.` }));
    const abort = new AbortController();
    const stopped = client.local.import(items, { user, signal: abort.signal, onProgress: () => abort.abort(new Error('enough')) });
    await expect(stopped).rejects.toThrow('enough');
    expect((await client.local.stats({ user })).counts.permanent).toBe(500);
    await expect(client.local.import(['{ "text": "secret'], { user })).rejects.toThrow(/^A line of the import is not JSON\.$/);
    await client.aclose();
  });

  it('is asked for by the paths of the wire', async () => {
    const calls: WireRequest[] = [];
    const client = clientOf(noting(calls, '{"items":[],"memory":{"memoryId":"m 1"}}'));
    const { local } = client;
    await local.list({ user, lane: 'permanent', q: 'a b&c', limit: 5 });
    await local.list({ user });
    expect(await local.edit('m 1', { text: 'x' }, { user })).toEqual({ memoryId: 'm 1' });
    await local.forget('m/1', { user });
    await local.forgetSession('s 1', { user });
    await local.forgetUser({ user });
    await local.outbox({ user, cursor: 'c' });
    await local.retry('evt_1', { user });
    await local.retryAll({ user });
    expect(calls.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['GET', '/v1/local/memory?lane=permanent&q=a+b%26c&limit=5', null],
      ['GET', '/v1/local/memory', null],
      ['PATCH', '/v1/local/memory/m%201', '{"text":"x"}'],
      ['DELETE', '/v1/local/memory/m%2F1', null],
      ['DELETE', '/v1/local/sessions/s%201', null],
      ['DELETE', '/v1/local/user', null],
      ['GET', '/v1/local/outbox?cursor=c', null],
      ['POST', '/v1/local/outbox/evt_1/retry', null],
      ['POST', '/v1/local/outbox/retry', null],
    ]);
    await client.aclose();
  });

  it('is exported line by line, and lets go of the runtime when the reader stops early', async () => {
    const client = new MemoAirVoiceClient({
      projectId: 'p',
      agentId: 'a',
      cloudBaseUrl: '',
      ports: new LoopbackPorts(),
      maxConcurrentUsers: 1,
      startRuntime: noting([], '{"text":"één"}\n\n{"text":"two"}\n{"text":"three"}'),
    });
    const lines: string[] = [];
    for await (const line of client.local.export({ user })) lines.push(line);
    expect(lines).toEqual(['{"text":"één"}', '{"text":"two"}', '{"text":"three"}']);
    for await (const line of client.local.export({ user })) {
      expect(line).toBe('{"text":"één"}');
      await expect(client.searchMemory('x', { userId: 'bob' })).rejects.toMatchObject({ code: 'pool.exhausted' });
      break;
    }
    await client.searchMemory('x', { userId: 'bob' });
    await client.aclose();
  });

  it('says that the runtime went away when an export breaks off', async () => {
    const server = createServer((request, response) => {
      if (request.url === '/v1/local/export') response.write('{"text":"one"}\n', () => setImmediate(() => response.destroy()));
      else response.end('{}');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const runtimeUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const client = new MemoAirVoiceClient({ projectId: 'p', agentId: 'a', cloudBaseUrl: '', ports: new LoopbackPorts(), runtimeUrl });
    const lines: string[] = [];
    const read = async (): Promise<void> => {
      for await (const line of client.local.export({ user })) lines.push(line);
    };
    await expect(read()).rejects.toMatchObject({ code: 'runtime.not_found' });
    expect(lines).toEqual(['{"text":"one"}']);
    server.close();
  });

  it('is not there in a runtime of another make, which says so', async () => {
    const client = clientOf(noting([], '{"error":{"code":"runtime.bad_request","message":"There is no such path.","details":{}}}', 404));
    await expect(client.local.list({ user })).rejects.toMatchObject({ code: 'runtime.bad_request', statusCode: 404 });
    await expect(client.local.export({ user }).next()).rejects.toMatchObject({ statusCode: 404 });
    expect(await client.local.hint('x', { user })).toBe(false);
    await client.aclose();
  });
});
