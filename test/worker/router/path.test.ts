import { expect, it } from 'vitest';
import { createLocalRuntime } from '../../../src/node/index.ts';

it('of a call is a path and no address, however it begins', async () => {
  const runtime = await createLocalRuntime({ workspaceId: 'ws_1', userId: 'ada' });
  const status = async (path: string): Promise<number> =>
    (await runtime.respond({ method: 'GET', path, contentType: null, authorization: null, body: null })).status;
  expect(await Promise.all(['/v1/local/stats', '//elsewhere/v1/local/stats', '/\\elsewhere/v1/local/stats'].map(status))).toEqual([200, 404, 404]);
  await runtime.close();
});
