import { describe, expect, it } from 'vitest';
import type { PartingLetter } from '../../../src/contract/protocol.ts';
import { CALL_MS, CloudCall, type CloudCallParts } from '../../../worker/sync/cloud-call.ts';
import { keyCredentials, tokenCredentials, type Credentials, type GetToken } from '../../../worker/sync/credentials.ts';
import { HandTimers } from '../../client/hand-timers.ts';

const TOKEN = 'a-token-that-nobody-may-read';

interface Wire {
  readonly call: CloudCall;
  readonly timers: HandTimers;
  readonly sent: { readonly url: string; readonly headers: Headers; readonly init: RequestInit }[];
}

/** A call whose answers are these, in order; the last one is repeated. */
function wire(answers: readonly (() => Response | Promise<Response>)[], parts: Partial<CloudCallParts> = {}): Wire {
  const timers = new HandTimers();
  const sent: Wire['sent'] = [];
  const call = new CloudCall({
    baseUrl: 'http://127.0.0.1/',
    projectId: 'p',
    agentId: 'a',
    userId: 'u',
    credentials: keyCredentials(TOKEN),
    fetch: async (url, init) => {
      sent.push({ url, headers: new Headers(init.headers), init });
      return answers[Math.min(sent.length, answers.length) - 1]!();
    },
    clock: { now: () => 0 },
    timers,
    ...parts,
  });
  return { call, timers, sent };
}

const ok = () => Response.json({ fine: true });
const status = (code: number) => () => new Response(TOKEN, { status: code });
const get = { method: 'GET', path: '/v1/x?since=1' } as const;
const answered = { kind: 'answered', body: { fine: true } };

/** Tokens in turn; how often they were asked for. */
function tokens(...given: (string | { token: string } | Error)[]): { credentials: Credentials; asked: () => number } {
  let asked = 0;
  const getToken: GetToken = async () => {
    const next = given[Math.min(asked++, given.length - 1)]!;
    if (next instanceof Error) throw next;
    return next;
  };
  return { credentials: tokenCredentials(getToken), asked: () => asked };
}

describe('a call to the cloud', () => {
  it('goes to its path below the base address, and follows no redirect', async () => {
    const { call, sent, timers } = wire([ok]);
    expect(await call.send(get)).toEqual(answered);
    expect(sent[0]).toMatchObject({ url: 'http://127.0.0.1/v1/x?since=1', init: { method: 'GET', redirect: 'manual', body: null } });
    expect([...sent[0]!.headers.keys()].sort()).toEqual(['accept', 'authorization', 'x-agent-id', 'x-project-id', 'x-user-id']);
    expect(timers.waiting).toBe(0);
  });

  it('lends its page what is under way, and takes it back when that is over, however it ends', async () => {
    const lent: (PartingLetter | null)[] = [];
    const { call, sent } = wire([status(401), ok, () => Promise.reject(new Error('gone'))], { onParting: (letter) => lent.push(letter) });
    const parting = () => ({ body: '[1]', idempotencyKey: 'k1' });
    const post = { method: 'POST', path: '/v1/x', body: '[1,2]', idempotencyKey: 'k12', parting } as const;
    await call.send(post);
    expect(sent[0]!.init.body).toBe('[1,2]');
    const headers: unknown = expect.objectContaining({ Authorization: `Bearer ${TOKEN}`, 'X-User-Id': 'u', 'Idempotency-Key': 'k1' });
    const letter = { url: sent[0]!.url, headers, body: '[1]' };
    expect(lent).toEqual([letter, null]);
    await call.send(post);
    await call.send(get);
    expect(lent).toEqual([letter, null, letter, null]);
  });

  it('lends nothing when it was over before its token came', async () => {
    const lent: (PartingLetter | null)[] = [];
    let give = (_token: string): void => undefined;
    const credentials: Credentials = { bearer: () => new Promise((resolve) => (give = resolve)), refresh: async () => TOKEN };
    const { call, sent } = wire([ok], { credentials, onParting: (letter) => lent.push(letter) });
    const stop = new AbortController();
    const parting = () => ({ body: '[1]', idempotencyKey: 'k1' });
    const sending = call.send({ method: 'POST', path: '/v1/x', body: '[1]', idempotencyKey: 'k1', parting, signal: stop.signal });
    stop.abort(new Error('closed'));
    await expect(sending).rejects.toThrow('closed');
    give(TOKEN);
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(lent).toEqual([null]);
    expect(sent).toEqual([]);
  });

  it('asks again for a token where the app threw at once', async () => {
    let signedIn = false;
    const credentials = tokenCredentials(() => {
      if (!signedIn) throw new Error('not signed in');
      return Promise.resolve('tok');
    });
    await expect(credentials.bearer()).rejects.toThrow('not signed in');
    signedIn = true;
    expect(await credentials.bearer()).toBe('tok');
  });

  it('carries no Authorization where a proxy adds its own', async () => {
    const { call, sent } = wire([status(401), ok], { credentials: null, baseUrl: '/memory' });
    expect(await call.send(get)).toMatchObject({ kind: 'refused', status: 401 });
    expect([sent.length, sent[0]!.url, sent[0]!.headers.has('authorization')]).toEqual([1, '/memory/v1/x?since=1', false]);
  });

  it.each([401, 403])('that gets %d is made once more with a fresh token, and with that one from then on', async (code) => {
    const { credentials, asked } = tokens('first', { token: 'second' });
    const { call, sent } = wire([status(code), ok], { credentials });
    expect([await call.send(get), await call.send(get)]).toEqual([answered, answered]);
    expect(sent.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer first', 'Bearer second', 'Bearer second']);
    expect(asked()).toBe(2);
  });

  it('is made once more and not again', async () => {
    const { credentials } = tokens('first', 'second', 'third');
    const { call, sent } = wire([status(401)], { credentials });
    expect(await call.send(get)).toMatchObject({ kind: 'refused', status: 401 });
    expect(sent).toHaveLength(2);
  });

  it('is not made again with the same key', async () => {
    const { call, sent } = wire([status(401)]);
    await call.send(get);
    expect(sent).toHaveLength(1);
  });

  it('shares the asking for a token with the other calls', async () => {
    const { credentials, asked } = tokens('first', 'second');
    const { call } = wire([ok], { credentials });
    await Promise.all([call.send(get), call.send(get), call.send(get)]);
    expect(asked()).toBe(1);
  });

  it.each([new Error(TOKEN), '', 'with a blank', 'with\r\na line', 'schlüssel'])('is not made without a token that can be sent: %s', async (given) => {
    const { credentials } = tokens(given);
    const { call, sent } = wire([ok], { credentials });
    expect([await call.send(get), sent.length]).toEqual([{ kind: 'failed', reason: 'no_token' }, 0]);
  });

  it.each(['', ' u', 'u ', 'a\r\nX-Project-Id: other', 'nul\u0000', 'half \ud83d'])(
    'is not made in the name of an id that would arrive as another: %j',
    async (userId) => {
      const { call, sent } = wire([ok], { userId });
      expect([await call.send(get), sent.length]).toEqual([{ kind: 'failed', reason: 'identity' }, 0]);
    },
  );

  it.each([new Error('offline'), '', 'with a blank'])('asks for a token again when the app could not give one before: %s', async (before) => {
    const { credentials } = tokens(before, 'first');
    const { call } = wire([ok], { credentials });
    expect([await call.send(get), await call.send(get)]).toEqual([{ kind: 'failed', reason: 'no_token' }, answered]);
  });

  it.each(['fetch', 'token', 'body'] as const)('ends after half a minute of silence: %s', async (what) => {
    const never = new Promise<never>(() => undefined);
    const silent = () => new Response(new ReadableStream({ start: () => undefined }));
    const credentials = what === 'token' ? tokenCredentials(() => never) : keyCredentials(TOKEN);
    const { call, timers } = wire([what === 'fetch' ? () => never : silent], { credentials });
    const sending = call.send(get);
    await timers.turn(CALL_MS - 1);
    expect(timers.waiting).toBe(1);
    await timers.turn(1);
    expect(await sending).toEqual({ kind: 'failed', reason: 'timeout' });
  });

  it('takes its request back when it ends, and rejects with the reason of a signal', async () => {
    const never = new Promise<never>(() => undefined);
    const { call, sent, timers } = wire([() => never]);
    const stop = new AbortController();
    const sending = call.send({ ...get, signal: stop.signal });
    await timers.turn(5);
    stop.abort(new RangeError('enough'));
    await expect(sending).rejects.toThrow('enough');
    expect([sent[0]!.init.signal?.aborted, timers.waiting]).toEqual([true, 0]);
    await expect(call.send({ ...get, signal: stop.signal })).rejects.toThrow('enough');
    expect(sent).toHaveLength(1);
  });

  it('reads no more of an answer than it was told to', async () => {
    const { call } = wire([() => new Response('[1,2,3,4,5]')]);
    expect(await call.send({ ...get, answerBytes: 10 })).toEqual({ kind: 'failed', reason: 'bad_answer' });
    expect(await call.send({ ...get, answerBytes: 11 })).toEqual({ kind: 'answered', body: [1, 2, 3, 4, 5] });
  });

  it('tells nothing of what it sent when the network throws it back', async () => {
    const { call } = wire([() => Promise.reject(new TypeError(`cannot send Bearer ${TOKEN}`))]);
    expect(await call.send(get)).toEqual({ kind: 'failed', reason: 'network' });
  });
});
