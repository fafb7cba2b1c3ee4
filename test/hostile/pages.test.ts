import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MemoryCloudStore } from '../../src/cloud/memory-cloud-store.ts';
import { RuntimeError } from '../../src/contract/errors.ts';
import { testCloud } from '../cloud/harness.ts';
import { expand } from '../support/bad-inputs.ts';
import { DIMENSION, SyncedDevice } from '../worker/sync/pull-device.ts';
import { written } from './generate-pages.mjs';

/** One field of a page that is not as it has to be; `value` left out: the field is. */
interface LyingPage {
  readonly id: string;
  readonly name: string;
  readonly path: readonly string[];
  readonly value?: unknown;
  readonly taken: boolean;
}

const FILE = readFileSync(new URL('pages.jsonl', import.meta.url), 'utf8');
const PAGES = FILE.split('\n').flatMap((line): LyingPage[] => (line === '' ? [] : [JSON.parse(line) as LyingPage]));
const SECRET = 'zqxlemon';
const AT = '2026-03-01T10:00:00.000Z';
const EPISODE = {
  kind: 'episode',
  memoryId: 'epi_x',
  eventId: 'evt_x',
  sessionId: 's9',
  turnId: 't9',
  seq: 1,
  userText: `I keep a ${SECRET}.`,
  assistantText: '',
  userName: null,
  occurredAt: AT,
};
const FACT = {
  kind: 'fact',
  memoryId: 'mem_x',
  matchKey: null,
  text: `User keeps a ${SECRET}.`,
  validFrom: AT,
  validTo: null,
  source: null,
  occurredAt: AT,
  metadata: {},
};
const VECTOR = { stamp: 'one', dimension: DIMENSION, scale: 1 / 127, data: btoa(String.fromCharCode(127, ...Array.from({ length: DIMENSION - 1 }, () => 0))) };
const CHUNK = { id: '["kb","d",0]', index: 'kb', docId: 'd', position: 0, text: `Of a ${SECRET}.`, metadata: {}, vector: VECTOR };

/** A page that would be taken, with one field changed, as it comes over the wire. A text that begins with $ stands there as it is, without quotes. */
function pageWith({ id, path, value }: LyingPage): string {
  const page = {
    full: false,
    profile: { version: 1000, summary: `User: keeps a ${SECRET}.` },
    permanent: { manifestVersion: 1000, items: [EPISODE, FACT], removed: [] },
    org: { manifestVersion: 1000, chunks: [CHUNK], removed: [] },
    syncToken: `token-${id}`,
    more: false,
  };
  const copy = structuredClone(page) as unknown as Record<string, unknown>;
  const parent = path.slice(0, -1).reduce((at, step) => at[step] as Record<string, unknown>, copy);
  const last = path.at(-1)!;
  if (value === undefined) delete parent[last];
  else parent[last] = expand(value, {});
  return JSON.stringify(copy).replaceAll(/"\$(1e999)"/g, '$1');
}

describe('a page that a cloud may not tell', () => {
  it('is one of those that the generator writes, a hundred and more', () => {
    expect(written() === FILE).toBe(true);
    expect(PAGES.length).toBeGreaterThan(100);
  });

  it('is refused whole, without a word of it, and what was there stays and is added to afterwards', async () => {
    const { cloud, device: other } = await testCloud(new MemoryCloudStore());
    let told: string | null = null;
    const call = async (url: string, init: RequestInit): Promise<Response> => (told === null ? cloud.fetch(new Request(url, init)) : new Response(told));
    const device = await SyncedDevice.open(cloud, 'a', { now: 0 }, { call });
    await other.createIndex('house', [{ id: 'd', text: 'The key hangs in the hall.' }]);
    await device.say('s', 't1', 'I live in Delhi.');
    await device.push();
    await device.pull();
    await device.settled();
    const faults: string[] = [];
    const before = JSON.stringify([device.state, device.stored(), device.org.chunks.size]);
    for (const page of PAGES.filter(({ taken }) => !taken)) {
      told = pageWith(page);
      const thrown: unknown = await device.pull().catch((error: unknown) => error);
      if (!(thrown instanceof RuntimeError) || thrown.code !== 'runtime.projection_unavailable') faults.push(`${page.id} ${page.name}: not refused`);
      else if (JSON.stringify([thrown.message, thrown.details]).includes(SECRET)) faults.push(`${page.id} ${page.name}: the error says what it holds`);
      if (JSON.stringify([device.state, device.stored(), device.org.chunks.size]) !== before) faults.push(`${page.id} ${page.name}: something has changed`);
    }
    for (const page of PAGES.filter(({ taken }) => taken)) {
      told = pageWith(page);
      await device.pull().catch(() => faults.push(`${page.id} ${page.name}: refused`));
    }
    expect(faults).toEqual([]);
    expect(device.facts).toEqual(expect.arrayContaining(['User lives in Delhi.', `User keeps a ${SECRET}.`]));
    await device.close();
  });
});
