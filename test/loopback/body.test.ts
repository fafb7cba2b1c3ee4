import { describe, expect, it } from 'vitest';
import { readBody } from '../../src/loopback/body.ts';

const request = (body: BodyInit, headers: Record<string, string> = {}): Request => new Request('http://127.0.0.1:7878/', { method: 'POST', body, headers });

/** A browser without `Request.body`, as Firefox is. */
const withoutStream = (whole: Request): Request => Object.defineProperty(whole, 'body', { value: undefined });

describe('a body', () => {
  it.each([
    ['as a stream', (whole: Request) => whole],
    ['where Request has no body property', withoutStream],
  ])('is read %s, up to its limit', async (_how, as) => {
    await expect(readBody(as(request('{"a":1}')), 100)).resolves.toBe('{"a":1}');
    await expect(readBody(as(request(`{"a":"${'x'.repeat(200)}"}`)), 100)).rejects.toMatchObject({ status: 413 });
  });

  it('that is long stays bytes, whole and in order', async () => {
    const long = Uint8Array.from({ length: 3_000_000 }, (_, i) => i % 251);
    const stream = new ReadableStream({
      start: (to) => {
        for (let from = 0; from < long.length; from += 65_537) to.enqueue(long.slice(from, from + 65_537));
        to.close();
      },
    });
    const whole = new Request('http://127.0.0.1:7878/', { method: 'POST', body: stream, duplex: 'half' } as RequestInit);
    expect(Buffer.compare(Buffer.from((await readBody(whole, 4_000_000)) as Uint8Array), Buffer.from(long))).toBe(0);
  });

  it('with an encoding is refused', async () => {
    await expect(readBody(request('x', { 'content-encoding': 'gzip' }), 100)).rejects.toMatchObject({ status: 415 });
  });
});
