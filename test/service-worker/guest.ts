import type { BrowserContext, Page } from 'playwright';
import type { Answered, AskOptions } from './app/ask.ts';
import type { App } from './app/main.ts';
import type { Site } from './site.ts';

declare global {
  var app: App;
}

/** The script of the service worker and what it passes to answerLoopback. */
export const scriptOf = (options: Readonly<Record<string, string>> = {}): string => {
  const query = new URLSearchParams(options).toString();
  return query === '' ? '/sw.js' : `/sw.js?${query}`;
};

/** Opens the app's page. With a user it serves that user's runtime. */
export async function openApp(context: BrowserContext, site: Site, query: Readonly<Record<string, string>> = {}): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${site.url}?${new URLSearchParams(query)}`);
  await page.waitForFunction(() => 'app' in globalThis);
  return page;
}

/** Registers the service worker and waits until it controls the page. */
export async function register(page: Page, script: string): Promise<void> {
  await page.evaluate(async (url) => {
    const controlled = new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }));
    await navigator.serviceWorker.register(url);
    if (!navigator.serviceWorker.controller) await controlled;
  }, script);
}

/** An XMLHttpRequest of the page. */
export function ask(page: Page, path: string, body?: unknown, options: AskOptions = {}): Promise<Answered> {
  return page.evaluate(([where, what, how]) => globalThis.app.xhr(where, what, how), [
    path,
    body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    options,
  ] as const);
}

export const session = (user: string, id = 's'): Record<string, string> => ({ sessionId: id, workspaceId: 'w', userId: user });

export const turn = (userText: string, turnId = 't', sessionId = 's'): Record<string, string> => ({ sessionId, turnId, userText, assistantText: 'Noted.' });

/** contextText of a recall. */
export async function recall(page: Page, query: string, sessionId = 's'): Promise<string> {
  const { status, body } = await ask(page, '/v1/runtime/search_memory', { sessionId, query, timeoutMs: 5_000 });
  return status === 200 ? (JSON.parse(body) as { contextText: string }).contextText : `${status} ${body}`;
}

/** Stops the service worker, as a browser does with one that has had nothing to do. */
export async function stopServiceWorker(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('ServiceWorker.enable');
  await devtools.send('ServiceWorker.stopAllWorkers');
  await devtools.detach();
}
