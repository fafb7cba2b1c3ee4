import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryCloudStore } from '../../../src/cloud/memory-cloud-store.ts';
import { RuntimeError } from '../../../src/contract/errors.ts';
import { testCloud } from '../../cloud/harness.ts';
import { SyncedDevice, type Minute } from './pull-device.ts';

const device = fc.nat(1);
const place = fc.constantFrom('Delhi', 'Pune', 'Lima');
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('say' as const), device, session: fc.nat(1), turn: fc.nat(3), form: fc.nat(4), place }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('import' as const), device, memory: fc.nat(2), keyed: fc.boolean(), place }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('edit' as const), device, fact: fc.nat(5), place }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('forget' as const), device, fact: fc.boolean(), which: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('forgetSession' as const), device, session: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('forgetUser' as const), device }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('push' as const), device }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('pull' as const), device }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const FORMS = [
  (where: string) => `I live in ${where}.`,
  (where: string) => `I like ${where}.`,
  (where: string) => `I no longer live in ${where}.`,
  (where: string) => `I work in ${where} and my name is Anna.`,
  (where: string) => `And what of ${where}?`,
] as const;

async function run(each: Step, devices: readonly SyncedDevice[]): Promise<void> {
  const own = devices[each.device]!;
  switch (each.kind) {
    case 'say':
      return own.say(`s${each.session}`, `t${each.turn}`, FORMS[each.form]!(each.place));
    case 'import':
      return own.import([{ memoryId: `m${each.memory}`, text: `User lives in ${each.place}.`, ...(each.keyed ? { matchKey: 'user.location.current' } : {}) }]);
    case 'edit': {
      const facts = [...own.memory.factsWith([])];
      const fact = facts[each.fact % Math.max(1, facts.length)];
      return fact && own.edit(fact.id, `User stays in ${each.place}.`);
    }
    case 'forget': {
      const rows = each.fact ? [...own.memory.factsWith([])] : [...own.memory.allEpisodes()];
      const row = rows[each.which % Math.max(1, rows.length)];
      return row && own.forget(row.id);
    }
    case 'forgetSession':
      return own.forgetSession(`s${each.session}`).catch((thrown: unknown) => {
        if (!(thrown instanceof RuntimeError && thrown.status === 404)) throw thrown;
      });
    case 'forgetUser':
      return own.forgetUser();
    case 'push':
      return own.push();
    case 'pull':
      return void (await own.pull());
  }
}

describe('two devices, whatever they write, send and fetch in whatever order', () => {
  it('agree with each other, and with one that starts, once all is sent and fetched', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const { cloud } = await testCloud(new MemoryCloudStore());
        const minute: Minute = { now: 0 };
        const devices = [await SyncedDevice.open(cloud, 'a', minute), await SyncedDevice.open(cloud, 'b', minute)];
        try {
          for (const each of steps) await run(each, devices);
          for (const each of devices) await each.push();
          for (const each of devices) await each.pull();
          devices.push(await SyncedDevice.open(cloud, 'c', minute));
          await devices[2]!.pull();
          expect(devices[0]!.state).toEqual(devices[2]!.state);
          expect(devices[1]!.state).toEqual(devices[2]!.state);
          for (const each of devices) expect([await each.store.count('outbox'), (await each.pull()).memories]).toEqual([0, 0]);
        } finally {
          await Promise.all(devices.map((each) => each.close()));
        }
      }),
      { numRuns: 150 },
    );
  }, 120_000);
});
