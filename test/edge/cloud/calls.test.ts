import { afterAll, expect, it } from 'vitest';
import { cloudCases } from '../../cloud/cloud.cases.ts';
import { sendTo } from '../../cloud/harness.ts';
import { handClock } from '../../worker/hand-clock.ts';
import { TOLD, type Told } from './told.ts';
import { startCloudWorkerd, type CloudWorkerd } from './workerd.ts';

let workerd: Promise<CloudWorkerd> | undefined;
afterAll(async () => (await workerd)?.close());

cloudCases('in Durable Objects', async () => {
  const { url } = await (workerd ??= startCloudWorkerd());
  const world = crypto.randomUUID();
  return {
    dispose: async () => undefined,
    start: async (limits) => {
      const clock = handClock();
      const fetch = (request: Request): Promise<Response> => {
        const told: Told = { world, clock: { now: clock.now(), elapsed: clock.elapsed() }, rate: limits?.rate ?? null, noModel: true };
        request.headers.set(TOLD, JSON.stringify(told));
        return sendTo(url, request);
      };
      return { fetch, clock, close: async () => undefined };
    },
  };
});

it('has had no fault of its own in any of these', async () => {
  expect(await (await workerd)?.faults()).toEqual([]);
});
