import { serveHttp } from '../../src/node/cloud/http-server.ts';
import { cloudCases, type Connect } from './cloud.cases.ts';
import { openFile, openMemory } from './harness.ts';

const direct: Connect = async (cloud) => ({ fetch: cloud.fetch, close: async () => undefined });

const overSocket: Connect = async (cloud) => {
  const server = await serveHttp(cloud.fetch, '127.0.0.1', 0);
  const fetchThere = async (request: Request): Promise<Response> => {
    const { pathname, search } = new URL(request.url);
    const body = request.body ? await request.text() : null;
    return fetch(server.url + pathname + search, { method: request.method, headers: request.headers, body });
  };
  return { fetch: fetchThere, close: () => server.close() };
};

cloudCases('in memory', openMemory, direct);
cloudCases('in a file, over a socket', openFile, overSocket);
