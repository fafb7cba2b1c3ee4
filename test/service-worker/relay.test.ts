import { describe, expect, it } from 'vitest';
import type { WireRequest, WireResponse } from '../../src/contract/wire.ts';
import { PageLine } from '../../src/loopback/service-worker/line.ts';
import type { OwnRuntime } from '../../src/loopback/service-worker/own-runtime.ts';
import type { Pages } from '../../src/loopback/service-worker/pages.ts';
import type { ToPage } from '../../src/loopback/service-worker/protocol.ts';
import { relay } from '../../src/loopback/service-worker/relay.ts';

const EXPORT: WireRequest = { method: 'GET', path: '/v1/local/export', contentType: null, authorization: null, body: null };
const said = (body: string): WireResponse => ({ status: 200, headers: {}, body });

/** Pages that serve the port, the caller's own first, and say whose they are. One that is away never answers. */
function pagesOf(...pages: readonly { readonly id: string; readonly userId: string; readonly away?: boolean }[]): Pages {
  const lines = pages.map(({ id, userId, away = false }) => {
    const { port1, port2 } = new MessageChannel();
    port2.addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
      if (data.kind === 'cancel') port2.close();
      else if (!away) port2.postMessage({ kind: 'answer', response: said(`of ${userId}`) });
    });
    port1.start();
    port2.start();
    return new PageLine(id, { workspaceId: 'w', userId }, port1);
  });
  return { has: async (id: string) => pages.some((page) => page.id === id && !page.away), serving: async () => lines } as unknown as Pages;
}

const ownOf = (userId: string): OwnRuntime => ({ identity: { workspaceId: 'w', userId }, use: async () => said(`of ${userId}`) }) as unknown as OwnRuntime;

const ask = (pages: Pages, own: OwnRuntime | null, caller: string): Promise<WireResponse> =>
  relay({ pages, own }, { request: EXPORT, port: 7878, caller, signal: new AbortController().signal });

const ada = { id: 'page', userId: 'ada' };

describe('a call that names no user', () => {
  it('goes to the page that asks, whoever the service worker would open a runtime for', async () => {
    expect((await ask(pagesOf(ada), ownOf('bob'), 'page')).body).toBe('of ada');
  });

  it('goes to the only user there is', async () => {
    expect((await ask(pagesOf(ada), ownOf('ada'), 'frame')).body).toBe('of ada');
    expect((await ask(pagesOf(ada), null, 'frame')).body).toBe('of ada');
  });

  it('is not guessed between the user of an open page and the one that the service worker was given', async () => {
    await expect(ask(pagesOf(ada), ownOf('bob'), 'page that is not ready')).rejects.toMatchObject({ code: 'runtime.identity_mismatch' });
  });

  it('is not passed on to another user when the page that asks is gone', async () => {
    const pages = pagesOf({ ...ada, away: true }, { id: 'other page', userId: 'bob' });
    await expect(ask(pages, ownOf('bob'), 'page')).rejects.toMatchObject({ code: 'runtime.internal', details: { reason: 'page_gone' } });
  });
});
