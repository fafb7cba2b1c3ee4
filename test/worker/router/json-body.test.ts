import { describe, expect, it } from 'vitest';
import { jsonBody, jsonLines } from '../../../worker/router/json-body.ts';

const request = (body: string | Uint8Array, contentType: string | null = 'application/json') => ({
  method: 'POST',
  path: '/',
  contentType,
  authorization: null,
  body,
});
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('the body of a call', () => {
  it.each([
    ['text', (text: string) => text],
    ['bytes', bytes],
  ])('may begin with a byte order mark, as %s', (_as, made) => {
    expect(jsonBody(request(made('\ufeff{"a":1}')))).toEqual({ a: 1 });
  });

  it('holds no lone surrogate that a decoder would have replaced', () => {
    expect(jsonBody(request('{"a":"\ud800"}'))).toEqual({ a: '\ufffd' });
  });

  it.each([
    ['text', (text: string) => text],
    ['bytes', bytes],
  ])('of JSON lines comes in batches, blank lines and a last line without an end included, as %s', (_as, made) => {
    const lines = Array.from({ length: 1201 }, (_, n) => JSON.stringify({ text: `memory ${n} — ünïcödé ${'x'.repeat(200)}` }));
    const batches = [...jsonLines(request(made(`\n${lines.join('\n\n')}`), 'application/x-ndjson'))] as { items: { text: string }[] }[];
    expect(batches.flatMap(({ items }) => items.map((item) => JSON.stringify(item)))).toEqual(lines);
    expect(Math.max(...batches.map(({ items }) => items.length))).toBe(500);
  });

  it('of JSON lines with a broken one is refused where it stands; what came before may be kept', () => {
    expect(() => [...jsonLines(request('{"text":"a"}\n{"text":', 'application/x-ndjson'))]).toThrow(
      expect.objectContaining({ code: 'runtime.bad_request', status: 400 }),
    );
  });

  it('of another type is refused', () => {
    expect(() => jsonBody(request('{}', 'text/html'))).toThrow(expect.objectContaining({ status: 415 }));
  });
});
