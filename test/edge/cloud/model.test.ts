import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { provisionModel } from '../../../src/node/model/provision.ts';
import { parseManifest, stampOf } from '../../../worker/embed/models.ts';
import { Device, HEADERS, sendTo } from '../../cloud/harness.ts';
import { startCloudWorkerd, type CloudWorkerd } from './workerd.ts';

let folder: string;
let workerd: CloudWorkerd;
beforeAll(async () => {
  ({ folder } = await provisionModel());
  workerd = await startCloudWorkerd({ model: folder });
});
afterAll(() => workerd.close());

it('a cloud at the edge gives org chunks vectors of the model that devices have', async () => {
  const device = new Device((request) => sendTo(workerd.url, request), HEADERS);
  await device.createIndex('kb', [
    { id: 'a', text: 'My dog is called Biscuit.' },
    { id: 'b', text: 'Our spaniel goes by the name of Biscuit.' },
    { id: 'c', text: 'The shop closes at six.' },
  ]);
  const vectors = await vi.waitFor(
    async () => {
      const { chunks } = await device.pullAll();
      const all = ['a', 'b', 'c'].flatMap((id) => chunks.get(JSON.stringify(['kb', id, 0]))?.vector ?? []);
      expect(all.length).toBe(3);
      return all;
    },
    { interval: 200 },
  );
  const stamp = stampOf(parseManifest(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'))));
  expect(vectors.map((vector) => vector.stamp)).toEqual([stamp, stamp, stamp]);
  const [a, b, c] = vectors.map(({ data, scale }) => Array.from(atob(data), (character) => ((character.charCodeAt(0) << 24) >> 24) * scale));
  const cosine = (one: readonly number[], other: readonly number[]): number => one.reduce((sum, value, i) => sum + value * other[i]!, 0);
  expect(cosine(a!, a!)).toBeCloseTo(1, 1);
  expect(cosine(a!, b!)).toBeGreaterThan(cosine(a!, c!) + 0.3);
});
