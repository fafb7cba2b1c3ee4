import { createCloud } from '../../src/cloud/create-cloud.ts';
import { MemoryCloudStore } from '../../src/cloud/memory-cloud-store.ts';
import { serveHttp } from '../../src/node/cloud/http-server.ts';

/** What a page under test is told of the reference cloud that was started for it. */
export interface StartedCloud {
  readonly url: string;
  readonly apiKey: string;
}

const apiKey = 'memoair_pk_for-pages-under-test';
let started: Promise<StartedCloud> | undefined;

/** The reference cloud on a socket, one for all pages of a run; it ends with the run. */
export function startCloud(): Promise<StartedCloud> {
  return (started ??= start());
}

async function start(): Promise<StartedCloud> {
  const cloud = await createCloud({ store: new MemoryCloudStore(), apiKeys: [apiKey], tokenSecret: 'a secret of pages under test' });
  const server = await serveHttp(cloud.fetch, '127.0.0.1', 0);
  server.unref();
  return { url: server.url, apiKey };
}
