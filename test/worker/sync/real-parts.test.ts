import { expect, it } from 'vitest';
import { serveCloud } from '../../../src/node/cloud/serve-cloud.ts';
import { systemClock } from '../../../worker/clock.ts';
import { USER_TABLES } from '../../../worker/store/schema.ts';
import { CloudCall } from '../../../worker/sync/cloud-call.ts';
import { keyCredentials } from '../../../worker/sync/credentials.ts';
import { alone } from '../../../worker/sync/leader.ts';
import { PushLoop } from '../../../worker/sync/loop.ts';
import { countOutbox } from '../../../worker/sync/outbox.ts';
import { push } from '../../../worker/sync/push.ts';
import { systemTimers } from '../../../worker/sync/timers.ts';
import { Device, HEADERS, KEY, temporaryFolder } from '../../cloud/harness.ts';
import { databaseFile, openFile } from '../../node/store/sqlite-database.ts';
import { append, pendingIds, SECRET_WORD, turnPayload } from './waiting-events.ts';

it('what a device has said is in the cloud, over real sockets and files, also when the cloud was away meanwhile', async () => {
  const [{ folder, dispose }, file] = [await temporaryFolder(), await databaseFile()];
  const cloud = await serveCloud({ apiKey: KEY, storageRoot: folder });
  const store = await openFile(file.path, USER_TABLES);
  await append(store, [{}, {}]);
  const stop = new AbortController();
  const call = new CloudCall({
    baseUrl: cloud.url,
    projectId: 'proj_1',
    agentId: 'agent_1',
    userId: 'user_1',
    credentials: keyCredentials(KEY),
    fetch,
    clock: systemClock,
    timers: systemTimers,
  });
  const loop = new PushLoop({
    push: (signal, onTaken) => push({ store, call, signal, onTaken }),
    count: () => countOutbox(store),
    lead: alone,
    clock: systemClock,
    timers: systemTimers,
    random: Math.random,
    signal: stop.signal,
  });
  expect((await loop.flush(20_000)).pending).toBe(0);
  await cloud.close();
  await append(store, [{}, { payload: { ...turnPayload('evt_4'), userText: 7 } }]);
  expect(await loop.flush(20_000)).toEqual({ pushed: 0, pending: 2 });
  expect(await loop.stats()).toMatchObject({ state: 'waiting', reason: 'network', pending: 2, dead: 0 });
  const again = await serveCloud({ apiKey: KEY, storageRoot: folder, port: Number(new URL(cloud.url).port) });
  expect(await loop.flush(20_000)).toEqual({ pushed: 1, pending: 0 });
  expect([await pendingIds(store), (await loop.stats()).dead]).toEqual([[], 1]);
  const other = new Device(
    (request) => fetch(new URL(new URL(request.url).pathname + new URL(request.url).search, again.url), { headers: request.headers }),
    HEADERS,
  );
  expect((await other.pullAll()).said).toEqual(['evt_1', 'evt_2', 'evt_3'].map((id) => `${id} was said in ${SECRET_WORD}`));
  stop.abort();
  await loop.settled();
  await store.close();
  await again.close();
  await Promise.all([dispose(), file.remove()]);
});
