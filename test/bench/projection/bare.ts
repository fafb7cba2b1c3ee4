import { CLOUD_PATHS, type CloudBootstrapResponse } from '../../../src/contract/cloud.ts';
import type { ServedProjection } from './protocol.ts';

const DATABASE = 'bench-bare-projection';

async function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE);
  request.addEventListener('upgradeneeded', () => request.result.createObjectStore('chunks', { keyPath: 'id' }));
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error));
  });
}

/**
 * The least that has to be done, as one would write it: page after page is fetched, parsed and put, its rows in one transaction.
 * Nothing is asserted, indexed or compared. Milliseconds until the last is done.
 */
export async function bare({ url, apiKey }: ServedProjection, projectId: string, userId: string): Promise<number> {
  const begin = performance.now();
  const headers = { Authorization: `Bearer ${apiKey}`, 'X-Project-Id': projectId, 'X-Agent-Id': 'bench', 'X-User-Id': userId };
  const database = await open();
  for (let since = '', more = true; more;) {
    const response = await fetch(`${url}${CLOUD_PATHS.bootstrap}?since=${encodeURIComponent(since)}`, { headers });
    const page = JSON.parse(await response.text()) as CloudBootstrapResponse;
    const tx = database.transaction('chunks', 'readwrite');
    for (const chunk of page.org.chunks) tx.objectStore('chunks').put(chunk);
    await new Promise<void>((resolve, reject) => {
      tx.addEventListener('complete', () => resolve());
      tx.addEventListener('abort', () => reject(tx.error));
    });
    since = page.syncToken;
    more = page.more;
  }
  const ms = performance.now() - begin;
  database.close();
  indexedDB.deleteDatabase(DATABASE);
  return ms;
}
