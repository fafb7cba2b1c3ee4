import { describe, expect, it } from 'vitest';
import type { WireRequest } from '../../src/contract/wire.ts';
import { PageLine, type CallLimits } from '../../src/loopback/service-worker/line.ts';
import type { FromPage, ToPage } from '../../src/loopback/service-worker/protocol.ts';

const REQUEST: WireRequest = { method: 'GET', path: '/v1/runtime/health', contentType: null, authorization: null, body: null };

/** A line and the page at its other end: what it heard, and how it speaks. */
function lineTo(): { line: PageLine; heard: string[]; say: (message: FromPage) => void; called: Promise<void> } {
  const { port1, port2 } = new MessageChannel();
  const heard: string[] = [];
  const called = new Promise<void>((resolve) => {
    port2.addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
      heard.push(data.kind);
      if (data.kind === 'call') resolve();
    });
  });
  port1.start();
  port2.start();
  return { line: new PageLine('page', { workspaceId: 'w', userId: 'u' }, port1), heard, say: (message) => port2.postMessage(message), called };
}

const limits = (over: Partial<CallLimits> = {}): CallLimits => ({
  signal: new AbortController().signal,
  limitMs: 20_000,
  alive: () => Promise.resolve(true),
  ...over,
});

describe('a call given to a page', () => {
  it('ends with its answer', async () => {
    const { line, say, called } = lineTo();
    const answered = line.call(REQUEST, limits());
    await called;
    say({ kind: 'answer', response: { status: 200, headers: {}, body: 'here' } });
    expect((await answered)?.body).toBe('here');
  });

  it('is cancelled there when the caller aborts', async () => {
    const { line, heard, called } = lineTo();
    const over = new AbortController();
    const answered = line.call(REQUEST, limits({ signal: over.signal }));
    await called;
    over.abort(new DOMException('no longer', 'AbortError'));
    await expect(answered).rejects.toMatchObject({ name: 'AbortError' });
    await expect.poll(() => heard).toEqual(['call', 'cancel']);
  });

  it('is given up when the page is gone, or takes too long', async () => {
    expect(await lineTo().line.call(REQUEST, limits({ alive: () => Promise.resolve(false) }))).toBeNull();
    expect(await lineTo().line.call(REQUEST, limits({ limitMs: 1 }))).toBeNull();
  });
});
