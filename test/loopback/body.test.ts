import { describe, expect, it } from 'vitest';
import { readJson, readJsonLines } from '../../src/loopback/body.ts';

const request = (body: BodyInit, type = 'application/json'): Request =>
  new Request('http://127.0.0.1:7878/', { method: 'POST', body, headers: type ? { 'content-type': type } : {} });

/** A browser without `Request.body`, as Firefox is. */
const withoutStream = (whole: Request): Request => Object.defineProperty(whole, 'body', { value: undefined });

describe('a body', () => {
  it.each([
    ['as a stream', (whole: Request) => whole],
    ['where Request has no body property', withoutStream],
  ])('is read %s, up to its limit', async (_how, as) => {
    await expect(readJson(as(request('{"a":1}')), 100)).resolves.toEqual({ a: 1 });
    await expect(readJson(as(request(`{"a":"${'x'.repeat(200)}"}`)), 100)).rejects.toMatchObject({ status: 413 });
  });

  it('may begin with a byte order mark', async () => {
    await expect(readJson(request(new Uint8Array([0xef, 0xbb, 0xbf, 0x7b, 0x7d])), 100)).resolves.toEqual({});
  });

  it('of JSON lines comes in batches, blank lines and a last line without an end included', async () => {
    const lines = Array.from({ length: 1201 }, (_, n) => JSON.stringify({ text: `memory ${n} — ünïcödé` }));
    const sizes: number[] = [];
    for await (const batch of readJsonLines(request(`\n${lines.join('\n\n')}`, 'application/x-ndjson'), 1e6))
      sizes.push((batch as { items: unknown[] }).items.length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(1201);
    expect(Math.max(...sizes)).toBe(500);
  });

  it('of JSON lines with a broken one is refused where it stands; what came before may be kept', async () => {
    const reading = (async () => {
      for await (const batch of readJsonLines(request('{"text":"a"}\n{"text":', 'application/x-ndjson'), 1e6)) expect(batch).toBeDefined();
    })();
    await expect(reading).rejects.toMatchObject({ code: 'runtime.bad_request', status: 400 });
  });
});
