import type { Cloud } from '../../src/cloud/create-cloud.ts';
import { serveHttp } from '../../src/node/cloud/http-server.ts';
import { cloudCases } from './cloud.cases.ts';
import { openFile, openMemory, sendTo, testCloud, type CloudUnderTest, type OpenStore } from './harness.ts';

/** Turns the handlers into what devices call: as they are, or behind a socket. */
type Connect = (cloud: Cloud) => Promise<{ readonly fetch: (request: Request) => Promise<Response>; readonly close: () => Promise<void> }>;

const direct: Connect = async (cloud) => ({ fetch: cloud.fetch, close: async () => undefined });

const overSocket: Connect = async (cloud) => {
  const server = await serveHttp(cloud.fetch, '127.0.0.1', 0);
  return { fetch: (request) => sendTo(server.url, request), close: () => server.close() };
};

const over = (open: OpenStore, connect: Connect) => async (): Promise<CloudUnderTest> => {
  const { store, dispose } = await open();
  return {
    dispose,
    start: async (limits) => {
      const { cloud, clock } = await testCloud(store, limits ? { limits } : {});
      const { fetch, close } = await connect(cloud);
      return { fetch, clock, close: async () => void (await Promise.all([close(), cloud.close()])) };
    },
  };
};

cloudCases('in memory', over(openMemory, direct));
cloudCases('in a file, over a socket', over(openFile, overSocket));
