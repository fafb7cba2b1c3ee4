import * as fc from 'fast-check';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveCloud, type ServedCloud } from '../../src/node/cloud/serve-cloud.ts';
import { hostile } from '../worker/hostile.ts';
import { Device, event, HEADERS, KEY, temporaryFolder, turn } from './harness.ts';

const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

describe('hostile input over a socket', () => {
  let cloud: ServedCloud;
  let device: Device;
  let dispose: () => Promise<void>;
  const told: string[] = [];
  beforeAll(async () => {
    const { folder, ...temporary } = await temporaryFolder();
    ({ dispose } = temporary);
    const log = (name: string, fields: object = {}): void => void told.push(JSON.stringify([name, fields]));
    cloud = await serveCloud({
      apiKey: KEY,
      storageRoot: folder,
      limits: { rate: { burst: 1, perSecond: Infinity } },
      log: { error: log, warn: log, info: log, debug: log },
    });
    device = new Device(async (request) => {
      const { pathname, search } = new URL(request.url);
      return fetch(cloud.url + pathname + search, { method: request.method, headers: request.headers, body: request.body ? await request.text() : null });
    }, HEADERS);
  });
  afterAll(async () => {
    await cloud.close();
    await dispose();
  });
  const post = (body: string, path = '/v1/voice-sdk/events'): Promise<Response> => device.call('POST', path, body);

  it('is answered with a status of the wire and a body of JSON, and breaks nothing', async () => {
    const deep = nested(5000);
    const bodies = [
      `{"events":[${deep}]}`,
      `{"events":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
      `{"events":[${'1,'.repeat(500_000)}1]}`,
      `{"events":[{"__proto__":{"id":"x"},"constructor":1}]}`,
      `{"__proto__":{"events":[]}}`,
      `{"events":[{"id":"p","kind":"turn","sessionId":"s","seq":1,"at":"2026-01-01","payload":{"__proto__":{"turnId":"t"}}}]}`,
      `{"events":[{"id":"${'x'.repeat(10_000)}","kind":"turn"}]}`,
      `{"events":[{"id":"d","kind":"memory_import","sessionId":"","seq":1,"at":"2026-01-01T00:00:00Z","payload":{"items":[{"memoryId":"m","text":"x","metadata":${deep}}]}}]}`,
      `{"events":[{"id":"y","kind":"turn","sessionId":"s","seq":1e400,"at":"+275760-09-13T00:00:00.000Z","payload":{}}]}`,
      '\u0000',
      '{"events":[]}\u0000',
      '1e999',
    ];
    for (const body of bodies) {
      const response = await post(body);
      expect([200, 400, 413]).toContain(response.status);
      const answer = (await response.json()) as { results?: { status: string }[] };
      for (const { status } of answer.results ?? []) expect(status).toBe('rejected');
    }
    expect((await post(`{"name":"kb","documents":[],"metadata":${deep}}`, '/v1/voice-sdk/index/create')).status).toBe(400);
    expect(({} as Record<string, unknown>)['events']).toBeUndefined();
    expect((await device.pull()).permanent.items).toEqual([]);
  });

  it('of any shape never makes a fault of ours', async () => {
    const shapes = fc.record(
      {
        id: fc.oneof(fc.string({ unit: 'binary' }), fc.anything()),
        kind: fc.oneof(fc.constantFrom('turn', 'tombstone', 'memory_import', 'memory_edit', 'session_start', 'session_end'), fc.anything()),
        sessionId: fc.oneof(fc.string({ unit: 'binary' }), fc.anything()),
        seq: fc.oneof(fc.nat(), fc.anything()),
        at: fc.oneof(fc.constant('2026-01-01T00:00:00Z'), fc.string()),
        payload: fc.oneof(
          fc.anything(),
          fc.record({
            turnId: fc.string({ unit: 'binary' }),
            userText: hostile,
            assistantText: fc.string({ unit: 'binary' }),
            facts: fc.option(fc.array(fc.anything())),
          }),
          fc.record({ items: fc.array(fc.record({ memoryId: fc.string({ unit: 'binary' }), matchKey: fc.anything(), text: hostile }), { maxLength: 3 }) }),
          fc.record({ memoryIds: fc.anything(), sessionIds: fc.array(fc.string()), turns: fc.anything(), user: fc.anything() }),
        ),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(shapes, { maxLength: 4 }), async (events) => {
        const body = JSON.stringify({ events }, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value));
        const response = await post(body);
        expect(response.status).toBe(200);
        expect(((await response.json()) as { results: unknown[] }).results.length).toBe(events.length);
      }),
      { numRuns: 300 },
    );
    expect(told).toEqual([]);
  });

  it('of lone surrogates and U+0000 comes back well-formed, and is found by its ids', async () => {
    const person = device.with({ 'x-user-id': 'strange' });
    const odd = turn(1, 'a\ud800b\u0000c', { id: 'e\ud800\u0000', sessionId: 's\udfff', turnId: 't\u0000' });
    expect((await person.push([odd])).results[0]?.status).toBe('ok');
    expect((await person.push([odd])).results[0]?.status).toBe('duplicate');
    expect((await person.pullAll()).said).toEqual(['a\ufffdb\u0000c']);
    await person.push([event(2, 'tombstone', { eventIds: [odd.id] })]);
    expect((await person.pullAll()).memories.size).toBe(0);
  });

  it('is never repeated in an error or in the log', async () => {
    const secret = 'marzipan-clearance';
    const answers = [
      await post(`{"events":"${secret}"}`),
      await post(`{"events":[{"id":7,"kind":"${secret}","${secret}":1}]}`),
      await device.call('POST', '/v1/voice-sdk/index/create', { name: 'kb', documents: [{ id: 'a', text: [secret] }] }),
      await device.with({ authorization: `Bearer ${secret}` }).call('GET', '/v1/voice-sdk/bootstrap'),
      await device.call('GET', `/v1/voice-sdk/bootstrap?since=${secret}`),
      await device.call('GET', `/${secret}`),
    ];
    for (const answer of answers) expect(await answer.text()).not.toContain(secret);
    expect(told.join('\n')).not.toContain(secret);
  });

  it('without an end is cut off at its limit', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const request = httpRequest(`${cloud.url}/v1/voice-sdk/events`, { method: 'POST', headers: { ...HEADERS, 'content-type': 'application/json' } });
      request.on('response', (response) => {
        response.resume();
        resolve(response.statusCode);
        request.destroy();
      });
      request.on('error', reject);
      const more = (): void => {
        while (!request.destroyed && request.write('x'.repeat(65_536)));
        if (!request.destroyed) request.once('drain', more);
      };
      more();
    });
    expect(status).toBe(413);
  });

  it('in headers is refused, and Content-Encoding is not unpacked', async () => {
    expect((await device.with({ 'x-user-id': 'x'.repeat(600) }).call('GET', '/v1/voice-sdk/bootstrap')).status).toBe(400);
    expect((await device.call('POST', '/v1/voice-sdk/events', { events: [] }, { 'idempotency-key': 'x'.repeat(300) })).status).toBe(400);
    expect((await device.call('POST', '/v1/voice-sdk/events', { events: [] }, { 'content-encoding': 'gzip' })).status).toBe(415);
    expect((await device.call('GET', '/health')).status).toBe(200);
  });
});
