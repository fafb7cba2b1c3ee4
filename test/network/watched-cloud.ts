import { createCloud } from '../../src/cloud/create-cloud.ts';
import { serveHttp } from '../../src/node/cloud/http-server.ts';
import { openCloudFile } from '../../src/node/cloud/open-cloud-file.ts';
import { Device, temporaryFolder, type Held } from '../cloud/harness.ts';
import { AGENT, USER, WORKSPACE } from './app/identity.ts';
import { WitnessedStore } from './witnessed-store.ts';

/** The reference cloud on a socket, over a file of its own, with someone who sees what happens in it. */
export interface WatchedCloud {
  readonly url: string;
  readonly apiKey: string;
  /** Ids of events that have had their effect, in their order, once for each time. */
  readonly effects: readonly string[];
  /** What another device of the user is told. */
  held(): Promise<Held>;
  close(): Promise<void>;
}

export async function watchedCloud(): Promise<WatchedCloud> {
  const apiKey = 'memoair_pk_behind-a-bad-network';
  const { folder, dispose } = await temporaryFolder();
  const store = new WitnessedStore(await openCloudFile(folder));
  // no rate of its own: the network is what is bad
  const limits = { rate: { burst: 1, perSecond: Infinity } };
  const cloud = await createCloud({ store, apiKeys: [apiKey], tokenSecret: 'a secret of sixteen or more', limits });
  const server = await serveHttp(cloud.fetch, '127.0.0.1', 0);
  const headers = { authorization: `Bearer ${apiKey}`, 'x-project-id': WORKSPACE, 'x-agent-id': AGENT, 'x-user-id': USER };
  return {
    url: server.url,
    apiKey,
    effects: store.effects,
    held: () => new Device(cloud.fetch, headers).pullAll(),
    close: async () => {
      await server.close();
      await cloud.close();
      await store.close();
      await dispose();
    },
  };
}
