import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RuntimePool } from '../../../src/client/pool.ts';
import { answerMemory, poolMemory, runtimeMemory } from '../../../src/integrations/retell.ts';
import { LoopbackPorts } from '../../../src/loopback/ports.ts';
import { responder } from '../../../src/loopback/responder.ts';
import { nodeRuntimes } from '../../../src/node/runtimes.ts';
import { inbound, Line, SECRET, SECRET_WORDS } from './line.ts';

describe('the memory behind the Retell bridge', () => {
  let line: Line;
  beforeAll(async () => {
    line = await Line.open();
  }, 240_000);
  afterAll(() => line?.close());

  it('is not waited for when it does not come, and answers once it is there', async () => {
    await line.record(inbound('+4941'), 'My dog is called Bruno.', 'Noted.');
    let comes: () => void = () => undefined;
    const coming = new Promise<void>((resolve) => (comes = resolve));
    const memory = runtimeMemory((userId) => coming.then(() => line.callers.runtimeOf(userId)));
    const slow = await line.with(memory, { answerWithinMs: 300 });
    const ask = async (): Promise<unknown> => (await slow.search(inbound('+4941'), 'what is my dog called?')).body['contextText'];
    expect(await ask()).toBe('');
    expect(slow.faults).toEqual([['a search was answered empty', 'runtime.timeout']]);
    comes();
    await expect.poll(ask, { timeout: 20_000 }).toContain('Bruno');
    await slow.close(false);
  });

  it('is an empty answer to a search when it fails, and an error to a turn, which is stored when it is sent again', async () => {
    let broken = true;
    const failing = await line.with(
      runtimeMemory((userId) => {
        if (broken) throw new Error(`${userId} said ${SECRET_WORDS}`);
        return line.callers.runtimeOf(userId);
      }),
    );
    expect(await failing.search(inbound('+4940'), SECRET_WORDS)).toMatchObject({ status: 200, body: { contextText: '' } });
    const answer = await failing.record(inbound('+4940'), SECRET_WORDS, 'Thanks.');
    expect(answer).toMatchObject({ status: 500, body: { error: { code: 'runtime.internal' } } });
    expect(failing.faults).toEqual([
      ['a search was answered empty', 'Error'],
      ['a webhook failed', 'Error'],
    ]);
    expect(JSON.stringify([answer.body, failing.faults])).not.toContain(SECRET);
    broken = false;
    expect(await failing.record(inbound('+4940'), SECRET_WORDS, 'Thanks.')).toMatchObject({ status: 200 });
    expect(await line.callers.said('+4940')).toEqual([SECRET_WORDS]);
    await failing.close(false);
  });

  it('is not waited for when the app does not say whose it is', async () => {
    const ruled = await line.with(undefined, { userIdOf: () => new Promise<never>(() => undefined), answerWithinMs: 100 });
    expect(await ruled.search(inbound('+4942'), 'what is my dog called?')).toMatchObject({ status: 200, body: { contextText: '' } });
    expect(ruled.faults).toEqual([['a search was answered empty', 'runtime.timeout']]);
    expect(line.callers.known).not.toContain('+4942');
    await ruled.close(false);
  });

  it('may be a pool with fewer places than callers', async () => {
    const ports = new LoopbackPorts();
    const startRuntime = nodeRuntimes({ storageRoot: join(line.callers.root, 'pool'), embedder: null });
    const pool = new RuntimePool({ projectId: 'ws_1', cloudBaseUrl: '', maxConcurrentUsers: 2, ports, startRuntime });
    const pooled = await line.with(poolMemory(pool, ports));
    const numbers = ['+4911', '+4912', '+4913', '+4914'];
    for (const number of numbers) expect(await pooled.record(inbound(number), `My code is ${number.slice(1)}.`, 'Noted.')).toMatchObject({ status: 200 });
    for (const number of numbers) expect((await pooled.search(inbound(number), 'what is my code?')).body['contextText']).toContain(number.slice(1));
    expect(pool.liveRuntimeUrls().size).toBe(2);
    expect(pooled.faults).toEqual([]);
    await pooled.close(false);
    await pool.aclose();
  });

  it('says so when a pool answers on other ports', async () => {
    const startRuntime = nodeRuntimes({ storageRoot: null, embedder: null });
    const pool = new RuntimePool({ projectId: 'ws_1', cloudBaseUrl: '', ports: new LoopbackPorts(), startRuntime });
    const lost = await line.with(poolMemory(pool, new LoopbackPorts()));
    expect(await lost.record(inbound('+4915'), 'Hello.', 'Hello.')).toMatchObject({
      status: 500,
      body: { error: { message: expect.stringContaining('ports') } },
    });
    await lost.close(false);
    await pool.aclose();
  });

  it('may be whatever answers the contract', async () => {
    const memory = answerMemory({ workspaceId: 'ws_1', answerFor: async (userId) => responder(await line.callers.runtimeOf(userId)) });
    const over = await line.with(memory);
    expect(await over.record(inbound('+4920'), 'I fly on Friday.', 'Have a good flight.')).toMatchObject({ status: 200 });
    expect((await over.search(inbound('+4920', 'later'), 'when do I fly?')).body['contextText']).toContain('Friday');
    expect(await over.ended(inbound('+4920'))).toMatchObject({ status: 200 });
    expect(await over.ended(inbound('+4922'))).toMatchObject({ status: 200 });
    expect(await over.search(inbound('+4920', 'a/b'), 'x')).toMatchObject({ status: 400 });
    expect(over.faults).toEqual([]);
    await over.close(false);
  });

  it('that answers with a refusal of its own is a fault here, not of the caller', async () => {
    const refusal = { error: { code: 'runtime.bad_request', message: SECRET_WORDS, details: {} } };
    const refusing = await line.with(answerMemory({ workspaceId: 'ws_1', answerFor: () => async () => Response.json(refusal, { status: 401 }) }));
    expect(await refusing.search(inbound('+4921'), 'x')).toMatchObject({ status: 200, body: { contextText: '' } });
    const answer = await refusing.record(inbound('+4921'), 'x', 'y');
    expect(answer).toMatchObject({ status: 500, body: { error: { code: 'runtime.internal' } } });
    expect(JSON.stringify(answer.body)).not.toContain(SECRET);
    await refusing.close(false);
  });
});
