import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoAirVoiceClient } from '../../src/client/client.ts';
import { MemoAirVoiceMemoryError } from '../../src/client/errors.ts';
import { indexAll, IndexAllError, type IndexAllProgress, type SendBatch } from '../../src/client/index-all.ts';
import { createCloud, type Cloud } from '../../src/cloud/create-cloud.ts';
import { MemoryCloudStore } from '../../src/cloud/memory-cloud-store.ts';
import type { IndexCreateRequest, IndexDocument } from '../../src/contract/local.ts';
import { LoopbackPorts } from '../../src/loopback/ports.ts';
import { Disk } from './disk.ts';
import { HandTimers, settle } from './hand-timers.ts';

const LIMIT = 1_000_000;
const bytesOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;
const pages = (count: number, text = 'A page of the handbook.'): IndexDocument[] =>
  Array.from({ length: count }, (_, i) => ({ id: `page-${i}`, text: `${text} ${i}` }));

/** Takes batches and keeps them; `answer` may refuse. */
function taker(answer: (batch: number) => void = () => undefined): { readonly sent: IndexCreateRequest[]; readonly send: SendBatch } {
  const sent: IndexCreateRequest[] = [];
  let calls = 0;
  return {
    sent,
    send: async (body) => {
      await settle();
      answer(calls++);
      sent.push(body);
      return { indexName: body.name, chunkCount: body.documents.length, version: sent.length };
    },
  };
}

/** Lets everything happen that waits for no timer. */
async function quiet(): Promise<void> {
  for (let turns = 0; turns < 20; turns++) await settle();
}

const refusal = (statusCode: number, retryAfterMs: number | null = null) =>
  new MemoAirVoiceMemoryError({ code: statusCode === 429 ? 'cloud.rate_limited' : 'cloud.bad_request', message: 'No.', statusCode, retryAfterMs });

describe('documents that are indexed batch by batch', () => {
  it('are sent all, once and in their order, in calls within the limits, whatever their sizes', async () => {
    const document = fc.record({
      id: fc.string({ minLength: 1, maxLength: 20 }),
      text: fc.oneof(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 50 }),
        fc.tuple(fc.constantFrom('x', 'é', '😀', '"', '\u0001'), fc.integer({ min: 1, max: 150_000 })).map(([unit, count]) => unit.repeat(count)),
      ),
    });
    const many = fc.tuple(fc.array(document, { maxLength: 12 }), fc.nat({ max: 250 })).map(([some, more]) => [...some, ...pages(more)]);
    await fc.assert(
      fc.asyncProperty(many, fc.dictionary(fc.string(), fc.string()), async (documents, metadata) => {
        const { sent, send } = taker();
        const told: IndexAllProgress[] = [];
        const done = await indexAll('kb', documents, send, { metadata, onProgress: (progress) => told.push(progress) });
        expect(sent.flatMap((body) => body.documents)).toEqual(documents);
        for (const body of sent) {
          expect(body).toMatchObject({ name: 'kb', metadata });
          expect(body.documents.length).toBeLessThanOrEqual(100);
          expect(bytesOf(body)).toBeLessThanOrEqual(LIMIT);
        }
        // no call that the one before it would have had room for
        for (const [
          i,
          {
            documents: [first],
          },
        ] of sent.entries()) {
          const before = sent[i - 1];
          if (before && before.documents.length < 100) expect(bytesOf({ ...before, documents: [...before.documents, first] })).toBeGreaterThan(LIMIT);
        }
        expect(done).toEqual({ indexName: 'kb', version: sent.length || null, documents: documents.length, chunks: documents.length, batches: sent.length });
        expect(told.map(({ batches }) => batches)).toEqual(sent.map((_, i) => i + 1));
      }),
      { numRuns: 60 },
    );
  });

  it('are not read ahead of what is sent, and wait for one call at a time', async () => {
    let read = 0;
    let underWay = 0;
    const seen: number[] = [];
    const endless = function* (): Generator<IndexDocument> {
      for (;;) yield { id: `d${read}`, text: `Document ${read++}.` };
    };
    const { send } = taker();
    const stop = new AbortController();
    const done = indexAll(
      'kb',
      endless(),
      async (body, signal) => {
        expect(++underWay).toBe(1);
        seen.push(read - body.documents.length);
        const built = await send(body, signal);
        underWay--;
        if (seen.length === 30) stop.abort(new Error('enough'));
        return built;
      },
      { signal: stop.signal },
    );
    await expect(done).rejects.toThrow('enough');
    // what was read and not yet sent: the one document that did not fit
    expect(seen.slice(1).map((ahead, i) => ahead - (i + 1) * 100)).toEqual(Array.from({ length: 29 }, () => 1));
    expect(read).toBeLessThanOrEqual(30 * 100 + 1);
  });

  it('that are none need no call', async () => {
    const { sent, send } = taker();
    expect(await indexAll('kb', [], send)).toEqual({ indexName: 'kb', version: null, documents: 0, chunks: 0, batches: 0 });
    expect(sent).toEqual([]);
  });

  it('wait as long as a cloud asks for, then go on with the same batch', async () => {
    const timers = new HandTimers();
    const { sent, send } = taker((call) => {
      if (call === 1 || call === 2) throw refusal(429, 7_000);
    });
    let done: unknown;
    void indexAll('kb', pages(250), send, { timers }).then((result) => (done = result));
    await quiet();
    await timers.turn(6_999);
    await quiet();
    expect([sent.length, timers.waiting]).toEqual([1, 1]);
    await timers.turn(1);
    await quiet();
    await timers.turn(6_999);
    await quiet();
    expect([sent.length, done]).toEqual([1, undefined]);
    await timers.turn(1);
    await quiet();
    expect(done).toMatchObject({ documents: 250 });
    expect(sent.map(({ documents: [first] }) => first!.id)).toEqual(['page-0', 'page-100', 'page-200']);
    expect(timers.waiting).toBe(0);
  });

  it.each([
    ['asks for more than a minute', refusal(429, 60_001)],
    ['asks for a pause and does not say how long', refusal(429)],
    ['refuses', refusal(400)],
    ['fails', refusal(500, 1)],
    ['goes away', new TypeError('A key cannot be sent in a header.')],
  ])('are given up when the cloud %s, and how many were indexed is told', async (_what, thrown) => {
    const { sent, send } = taker((call) => {
      if (call === 2) throw thrown;
    });
    const failure = await indexAll('kb', pages(250), send, { timers: new HandTimers() }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(IndexAllError);
    const { indexed, code, cause } = failure as IndexAllError;
    expect([indexed, cause]).toEqual([{ documents: 200, chunks: 200, batches: 2 }, thrown]);
    expect(code).toBe(thrown instanceof MemoAirVoiceMemoryError ? thrown.code : 'index.stopped');
    // and go on from there
    const rest = taker();
    await indexAll('kb', pages(250).slice(indexed.documents), rest.send);
    expect([...sent, ...rest.sent].flatMap(({ documents }) => documents)).toEqual(pages(250));
  });

  it('are given up when a cloud asks for one pause after the other', async () => {
    const { send } = taker(() => {
      throw refusal(429, 0);
    });
    await expect(indexAll('kb', pages(1), send)).rejects.toMatchObject({ code: 'cloud.rate_limited', indexed: { documents: 0 } });
  });

  it('of which one is too large for any call are refused before its batch is sent, without a word of it', async () => {
    const { sent, send } = taker();
    const documents = [...pages(150), { id: 'marrakesh', text: 'marrakesh'.repeat(120_000) }];
    const failure = await indexAll('kb', documents, send).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'document_too_large', indexed: { documents: 100 }, details: { position: 150, limit: LIMIT } });
    expect(sent).toHaveLength(1);
    expect(`${String(failure)}${JSON.stringify(failure)}`).not.toContain('marrakesh');
    await expect(indexAll('kb', [{ id: 'd', text: 'x' }], send, { metadata: { note: 'x'.repeat(LIMIT) } })).rejects.toMatchObject({
      code: 'document_too_large',
    });
  });

  it('whose source fails are kept as far as it came, and the source is let go of', async () => {
    let open = true;
    const source = async function* (): AsyncGenerator<IndexDocument> {
      try {
        yield* pages(120);
        throw new Error('the database went away');
      } finally {
        open = false;
      }
    };
    const { send } = taker();
    await expect(indexAll('kb', source(), send)).rejects.toMatchObject({
      code: 'index.stopped',
      indexed: { documents: 100 },
      cause: { message: 'the database went away' },
    });
    expect(open).toBe(false);
  });

  it('are stopped in the middle of a call, of a pause and of a source that gives nothing', async () => {
    const never = new Promise<never>(() => undefined);
    const silent = async function* (): AsyncGenerator<IndexDocument> {
      yield* pages(100);
      await never;
    };
    const { send } = taker();
    const pausing = taker(() => {
      throw refusal(429, 5_000);
    });
    const timers = new HandTimers();
    for (const start of [
      (signal: AbortSignal) => indexAll('kb', pages(1), () => never, { signal }),
      (signal: AbortSignal) => indexAll('kb', pages(1), pausing.send, { signal, timers }),
      (signal: AbortSignal) => indexAll('kb', silent(), send, { signal }),
    ]) {
      const stop = new AbortController();
      const stopped = start(stop.signal);
      const judged = expect(stopped).rejects.toThrow('the user left');
      await quiet();
      stop.abort(new Error('the user left'));
      await judged;
    }
    expect(timers.waiting).toBe(0);
    await expect(indexAll('kb', pages(1), send, { signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow('before');
  });
});

describe('a client that indexes everything', () => {
  const identity = { projectId: 'proj_1', agentId: 'agent_1', ports: new LoopbackPorts() };
  const cloudWith = (perSecond: number): Promise<Cloud> =>
    createCloud({
      store: new MemoryCloudStore(),
      apiKeys: ['memoair_pk_for-indexes'],
      tokenSecret: 'sixteen or more of them',
      limits: { rate: { burst: 2, perSecond } },
    });
  const over = (cloud: Cloud): MemoAirVoiceClient =>
    new MemoAirVoiceClient({
      ...identity,
      apiKey: 'memoair_pk_for-indexes',
      cloudBaseUrl: 'https://cloud.test',
      fetch: async (input, init) => cloud.fetch(new Request(input, init)),
    });

  it('has them in the cloud, also where that slows it down', async () => {
    const client = over(await cloudWith(2));
    const done = await client.indexAll('handbook', pages(450), { metadata: { lang: 'en' } });
    expect(done).toMatchObject({ indexName: 'handbook', documents: 450, batches: 5, version: 5 });
    expect(await client.listIndexes()).toMatchObject([{ name: 'handbook', chunkCount: done.chunks }]);
  });

  it('says what the cloud refused, and how far it came', async () => {
    const client = over(await cloudWith(Infinity));
    const documents: IndexDocument[] = [...pages(230), { id: '', text: 'No id.' }];
    await expect(client.indexAll('handbook', documents)).rejects.toMatchObject({
      name: 'IndexAllError',
      code: 'cloud.bad_request',
      statusCode: 400,
      indexed: { documents: 200 },
    });
    expect(await client.listIndexes()).toMatchObject([{ chunkCount: 200 }]);
  });

  it('builds them in a runtime of its own where there is no cloud, and finds them there', async () => {
    const client = new MemoAirVoiceClient({ ...identity, cloudBaseUrl: '', startRuntime: new Disk().start });
    const documents = async function* (): AsyncGenerator<IndexDocument> {
      yield* pages(220);
      yield { id: 'boiler', text: 'The boiler room key hangs in the hall.' };
    };
    expect(await client.indexAll('house', documents())).toMatchObject({ documents: 221, batches: 3, version: 3 });
    expect((await client.searchMemory('boiler room key', { user: { id: 'ada' }, timeoutMs: 5_000 })).contextText).toContain('hangs in the hall');
    await client.aclose();
  });
});
