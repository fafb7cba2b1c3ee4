import { buildSite, type Site } from '../service-worker/site.ts';
import { faultyProxy, type FaultyProxy, type FaultyProxyOptions } from './faulty-proxy.ts';
import { watchedCloud, type WatchedCloud } from './watched-cloud.ts';

/** An app on an origin of its own, its cloud, and what lies between them. */
export interface Setting {
  readonly site: Site;
  readonly cloud: WatchedCloud;
  readonly proxy: FaultyProxy;
  close(): Promise<void>;
}

export async function setUp(options: Omit<FaultyProxyOptions, 'cloud'>): Promise<Setting> {
  const site = await buildSite({ config: 'test/network/vite.config.ts', modes: ['production'] });
  const cloud = await watchedCloud();
  const proxy = await faultyProxy({ ...options, cloud });
  return {
    site,
    cloud,
    proxy,
    close: async () => {
      for (const each of [proxy, cloud, site]) await each.close();
    },
  };
}

const GOOD = { none: 1 } as const;

/** A network on which nothing goes wrong but what a test asks for. */
export const GOOD_NETWORK: Omit<FaultyProxyOptions, 'cloud'> = { seed: 1, silenceMs: 0, deals: { push: GOOD, pull: GOOD, token: GOOD } };
