import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ConnectionClosed, ConnectionError } from '../../../src/voice/voice-live/errors.ts';
import { ENDS, endsOf } from './ends.ts';
import { startScriptedServer, type ScriptedServer } from './scripted-server.ts';
import { endOf, frameOf, talk, type Talk } from './talk.ts';
import { wsOptions } from './ws-options.ts';

let server: ScriptedServer;
let open: Talk[] = [];
beforeAll(async () => {
  server = await startScriptedServer();
});
afterEach(async () => {
  await Promise.all(open.map(({ connection }) => connection.close()));
  open = [];
});
afterAll(() => server?.close());

async function talking() {
  const opened = await talk({ endpoint: server.url, ...(await wsOptions()) });
  open.push(opened);
  return opened.connection;
}

const wrong = (value: unknown): never => value as never;

describe('the end of a connection', () => {
  it('is told with its code and reason, however it came', async () => {
    expect(await endsOf({ endpoint: server.url, ...(await wsOptions()) })).toEqual({
      'close 1000': { name: 'ConnectionClosed', code: 1000, reason: '' },
      'close 1001': { name: 'ConnectionClosed', code: 1001, reason: '' },
      'close 1008': { name: 'ConnectionClosed', code: 1008, reason: 'no' },
      'close 1011': { name: 'ConnectionClosed', code: 1011, reason: '' },
      'close without a code': { name: 'ConnectionClosed', code: 1000, reason: '' },
      drop: { name: 'ConnectionClosed', code: 1006, reason: '' },
      'half a frame': { name: 'ConnectionClosed', code: 1006, reason: '' },
      'empty frame': { name: 'ConnectionClosed', code: 1006, reason: 'Empty WebSocket frame' },
      'too big': { name: 'ConnectionClosed', code: 1006, reason: '' },
      'no JSON': { name: 'ConnectionError', code: 'voice_live.bad_message' },
      'no UTF-8': { name: 'ConnectionError', code: 'voice_live.bad_message' },
      'send after close': { name: 'ConnectionClosed', code: 1000, reason: '' },
      'receive after close': { name: 'ConnectionClosed', code: 1000, reason: '' },
      refused: { name: 'ConnectionError', code: 'voice_live.refused' },
    });
  });

  it('says what to do, and whether the same may go well later', () => {
    const told = [1000, 1001, 1006, 1008, 1011, 4321].map((code) => new ConnectionClosed(code, 'what was said'));
    expect(told.map(({ retryable }) => retryable)).toEqual([false, true, true, false, true, false]);
    for (const { message, code } of told) {
      expect(message).toContain(String(code));
      expect(message).not.toContain('what was said');
    }
    expect(told[0]).toBeInstanceOf(ConnectionError);
  });

  it.each(['close 1000', 'close 1008', 'close 1011', 'drop', 'half a frame'])(
    'ends a loop and everyone who waits, after what came before: %s',
    async (name) => {
      const connection = await talking();
      await connection.send({ type: 'test.events', events: [{ type: 'a' }, { type: 'b' }] });
      await connection.send(ENDS[name]!);
      const read: string[] = [];
      for await (const { type } of connection) read.push(type);
      expect(read).toEqual(['a', 'b']);
      const after = await Promise.allSettled([connection.recv(), connection.recvBytes(), connection.send({ type: 'response.cancel' })]);
      for (const outcome of after) expect(outcome).toEqual({ status: 'rejected', reason: connection.closed });
      for await (const event of connection) expect.unreachable(event.type);
    },
  );

  it('reaches those who wait already, and is asked for twice without harm', async () => {
    const connection = await talking();
    const waiting = Promise.allSettled([connection.recv(), connection.recvBytes()]);
    await Promise.all([connection.close({ code: 3001, reason: 'done' }), connection.close(), connection.close()]);
    for (const outcome of await waiting) expect(outcome).toMatchObject({ reason: { name: 'ConnectionClosed', code: 3001 } });
    expect(connection.closed).toMatchObject({ code: 3001, reason: 'done' });
    await connection.close();
  });

  it('comes with the end of a block that uses the connection', async () => {
    const { connection } = await talk({ endpoint: server.url, ...(await wsOptions()) });
    await connection[Symbol.asyncDispose]();
    expect(connection.closed).toMatchObject({ code: 1000 });
  });

  it('cannot be told with a code that nobody may send, and the connection stays open', async () => {
    const connection = await talking();
    for (const goodbye of [{ code: 1006 }, { code: 7 }, { reason: 'x'.repeat(124) }]) {
      expect(await endOf(connection.close(goodbye))).toEqual({ name: 'ConnectionError', code: 'voice_live.bad_option' });
    }
    expect(await frameOf(connection, () => connection.response.cancel())).toEqual({ type: 'response.cancel' });
  });
});

describe('what the service sends', () => {
  it('is given in the order in which it came, whatever the order is, and whatever it is', async () => {
    const connection = await talking();
    const events = [
      { type: 'response.done', response: {} },
      { type: 'response.audio.delta', delta: 'AAA=' },
      { type: 'response.created' },
      { type: 'of.a.later.version', extra: [1, { a: null }] },
      { type: '__proto__' },
      { type: 'error', error: { message: 'no', event_id: 'ev1' } },
    ];
    await connection.send({ type: 'test.events', events });
    for (const event of events) expect(await connection.recv()).toEqual(event);
  });

  it.each(['[]', '5', 'null', '"text"', '{}', '{"type":5}', '{"type":', '\u0000', '{"type":"a"}}'])(
    'is skipped with an error where it is no event, and the next one comes: %s',
    async (text) => {
      const connection = await talking();
      await connection.send({ type: 'test.text', text });
      await connection.send({ type: 'response.cancel' });
      expect(await endOf(connection.recv())).toEqual({ name: 'ConnectionError', code: 'voice_live.bad_message' });
      expect(await connection.recv()).toEqual({ type: 'test.saw', frame: { type: 'response.cancel' } });
    },
  );

  it('is never quoted in an error', async () => {
    const connection = await talking();
    await connection.send({ type: 'test.text', text: 'my PIN is 4711' });
    const error = await connection.recv().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConnectionError);
    const { message, cause } = error as ConnectionError;
    expect(`${message} ${String(cause)}`).not.toContain('4711');
  });

  it('can come in binary frames and be taken as bytes, from the same line', async () => {
    const connection = await talking();
    await connection.send({ type: 'test.binary', base64: btoa('{"type":"a"}') });
    await connection.send({ type: 'test.binary', base64: '/wAB' });
    await connection.send({ type: 'test.text', text: 'ż' });
    expect(await connection.recv()).toEqual({ type: 'a' });
    expect([...(await connection.recvBytes())]).toEqual([255, 0, 1]);
    expect([...(await connection.recvBytes())]).toEqual([0xc5, 0xbc]);
  });

  it('reaches those who wait in the order in which they asked, and passes over one who left', async () => {
    const connection = await talking();
    const abort = new AbortController();
    const left = connection.recv({ signal: abort.signal });
    const [first, second] = [connection.recv(), connection.recv()];
    abort.abort(new Error('left'));
    await expect(left).rejects.toThrow('left');
    await expect(connection.recv({ signal: abort.signal })).rejects.toThrow('left');
    await connection.send({ type: 'test.events', events: [{ type: 'a' }, { type: 'b' }] });
    expect([(await first).type, (await second).type]).toEqual(['a', 'b']);
  });

  it('may be as big as maxMsgSize says, and any size where that is 0', async () => {
    const options = { endpoint: server.url, ...(await wsOptions()) };
    const { connection } = await talk({ ...options, connectionOptions: { maxMsgSize: 1_000 } });
    await connection.send({ type: 'test.big', bytes: 900 });
    expect(await connection.recv()).toMatchObject({ type: 'test.big' });
    await connection.send({ type: 'test.big', bytes: 1_000 });
    expect(await endOf(connection.recv())).toMatchObject({ code: 1006 });
    const unbounded = await talk({ ...options, connectionOptions: { maxMsgSize: 0 } });
    await unbounded.connection.send({ type: 'test.big', bytes: 5_000_000 });
    expect(await unbounded.connection.recv()).toMatchObject({ type: 'test.big' });
    await unbounded.connection.close();
  });

  it('waits in the loop that left it and came again', async () => {
    const connection = await talking();
    await connection.send({ type: 'test.events', events: [{ type: 'a' }, { type: 'b' }, { type: 'c' }] });
    for await (const { type } of connection) if (type === ('a' as string)) break;
    const read: string[] = [];
    for await (const { type } of connection) if (read.push(type) === 2) break;
    expect(read).toEqual(['b', 'c']);
  });
});

describe('what a caller sends', () => {
  it('is refused where it is no event, and nothing is sent', async () => {
    const connection = await talking();
    const cycle: Record<string, unknown> = { type: 'a' };
    cycle['itself'] = cycle;
    for (const event of [null, undefined, 'text', [], {}, { type: 5 }, { type: 'a', big: 1n }, cycle]) {
      expect(await endOf(connection.send(wrong(event)))).toEqual({ name: 'ConnectionError', code: 'voice_live.bad_event' });
    }
    expect(await frameOf(connection, () => connection.response.cancel())).toEqual({ type: 'response.cancel' });
  });

  it('is refused where a field is not what it has to be', async () => {
    const { session, response, inputAudioBuffer, conversation, transcriptionSession } = await talking();
    const calls = [
      session.update({ session: wrong('text') }),
      session.update({ session: wrong(undefined) }),
      transcriptionSession.update({ session: wrong([]) }),
      response.create({ response: wrong('text') }),
      conversation.item.create({ item: wrong(null) }),
      conversation.item.delete({ itemId: '' }),
      conversation.item.retrieve({ itemId: wrong(5) }),
      conversation.item.truncate({ itemId: 'i', audioEndMs: 1.5, contentIndex: 0 }),
      conversation.item.truncate({ itemId: 'i', audioEndMs: -1, contentIndex: 0 }),
      conversation.item.truncate({ itemId: 'i', audioEndMs: 1, contentIndex: wrong(undefined) }),
      inputAudioBuffer.append({ audio: 'no base64!' }),
      inputAudioBuffer.append({ audio: 'AAA' }),
      inputAudioBuffer.append({ audio: wrong(undefined) }),
      inputAudioBuffer.append({ audio: wrong([1, 2]) }),
      inputAudioBuffer.append({ audio: 'A'.repeat(15 * 1024 * 1024 + 4) }),
    ];
    for (const call of calls) expect(await endOf(call)).toEqual({ name: 'ConnectionError', code: 'voice_live.bad_event' });
  });

  it('arrives as it was, whatever it holds', async () => {
    const connection = await talking();
    const payload = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown);
    await fc.assert(
      fc.asyncProperty(payload, fc.string({ unit: 'grapheme' }), async (extra, text) => {
        const event = { type: 'of.the.caller', extra, text };
        expect(await frameOf(connection, () => connection.send(event))).toEqual(event);
      }),
      { numRuns: 50 },
    );
  });

  it('belongs to its own connection where there are two', async () => {
    const [one, two] = await Promise.all([talking(), talking()]);
    await Promise.all([one.response.cancel({ eventId: 'one' }), two.response.cancel({ eventId: 'two' })]);
    expect(await one.recv()).toMatchObject({ frame: { event_id: 'one' } });
    expect(await two.recv()).toMatchObject({ frame: { event_id: 'two' } });
    await one.close();
    expect(await frameOf(two, () => two.response.create())).toEqual({ type: 'response.create' });
  });
});
