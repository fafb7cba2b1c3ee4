import { randomBytes } from 'node:crypto';
import type { CloudKey } from '../../cloud/access.ts';
import type { CloudStore } from '../../cloud/cloud-store.ts';
import { createCloud, type CloudOptions } from '../../cloud/create-cloud.ts';
import { AddressError } from '../serve.ts';
import type { Log } from '../log.ts';
import type { Embedder } from '../../../worker/embed/embedder.ts';
import { serveHttp, type HttpServer } from './http-server.ts';
import { openCloudFile } from './open-cloud-file.ts';

/** Options of {@link serveCloud}. */
export interface ServeCloudOptions {
  /** The account's key, or several. */
  readonly apiKey: string | readonly (string | CloudKey)[];
  /** Folder of the database. */
  readonly storageRoot: string;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default: a free one. */
  readonly port?: number;
  /** Gives org documents their vectors; closed with the server. Default: none. */
  readonly embedder?: Embedder;
  readonly limits?: CloudOptions['limits'];
  readonly log?: Log;
}

/** A running cloud. */
export interface ServedCloud {
  readonly url: string;
  /** Lets calls under way finish, then lets go of the database. Idempotent. */
  close(): Promise<void>;
}

const SERVER = 'server';
const SECRET = 'token';

/**
 * The reference cloud on a socket, with one SQLite file. It speaks plain HTTP: put what encrypts before it.
 *
 * @throws AddressError when the address cannot be listened on; StoreUnavailableError and its kin for the database
 * @example
 * ```ts
 * const cloud = await serveCloud({ apiKey: process.env.MEMOAIR_CLOUD_API_KEY, storageRoot: '/var/lib/memoair/cloud', port: 8078 });
 * ```
 */
export async function serveCloud({ apiKey, storageRoot, host = '127.0.0.1', port = 0, embedder, limits, log }: ServeCloudOptions): Promise<ServedCloud> {
  const store = await openCloudFile(storageRoot);
  try {
    const cloud = await createCloud({
      store,
      apiKeys: typeof apiKey === 'string' ? [apiKey] : apiKey,
      tokenSecret: await secretOf(store),
      ...(embedder ? { embed: embedder } : {}),
      ...(limits ? { limits } : {}),
      onFault: (what, reason) => log?.error(what, { reason }),
    });
    const server = await listen(cloud.fetch, host, port);
    let closing: Promise<void> | null = null;
    const close = async (): Promise<void> => {
      await server.close();
      await Promise.all([cloud.close(), embedder?.close()]);
      await store.close();
    };
    return { url: server.url, close: () => (closing ??= close()) };
  } catch (thrown) {
    await store.close();
    throw thrown;
  }
}

/** The secret that signs tokens: made once and kept beside what it guards, so that tokens outlive a restart. */
function secretOf(store: CloudStore): Promise<string> {
  const fresh = randomBytes(32).toString('base64url');
  return store.transaction(SERVER, (rows) => {
    const known = rows.get('secrets', SECRET);
    if (!known) rows.put('secrets', { id: SECRET, value: fresh });
    return known?.value ?? fresh;
  });
}

async function listen(answer: (request: Request) => Promise<Response>, host: string, port: number): Promise<HttpServer> {
  try {
    return await serveHttp(answer, host, port);
  } catch (thrown) {
    const code: unknown = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    const what = code === 'EADDRINUSE' ? 'is taken by another process' : `cannot be listened on (${String(code)})`;
    throw new AddressError(`${host}:${port} ${what}. Name another one with PORT, --port or --host.`, { cause: thrown });
  }
}
