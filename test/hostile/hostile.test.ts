import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemoryCloudStore } from '../../src/cloud/memory-cloud-store.ts';
import type { Runtime } from '../../src/contract/runtime.ts';
import { createLoopbackFetch } from '../../src/loopback/fetch.ts';
import { createLocalRuntime } from '../../src/runtime/local.ts';
import { HEADERS, KEY, OTHER_KEY, testCloud } from '../cloud/harness.ts';
import { casesOf, overFetch } from './cases.ts';
import { driveCloud, driveContract } from './drive.ts';
import { written } from './generate.mjs';
import { credentialsOf } from './tokens.ts';

const FILE = readFileSync(new URL('cases.jsonl', import.meta.url), 'utf8');
const CASES = casesOf(FILE);
const BASE = 'http://127.0.0.1:7878';

describe('the hostile inputs', () => {
  it('are what the generator writes, five hundred and more, each under an id of its own', () => {
    expect(written() === FILE).toBe(true);
    expect(CASES.length).toBeGreaterThanOrEqual(500);
    expect(new Set(CASES.map(({ id }) => id)).size).toBe(CASES.length);
  });
});

describe('hostile input to the contract', () => {
  const identity = { workspaceId: 'ws_123', userId: 'user_42' };
  let runtime: Runtime;
  beforeAll(async () => {
    runtime = await createLocalRuntime(identity);
  });
  afterAll(() => runtime.close());

  it('is answered with its status and code, tells nothing of itself, and disturbs nobody', async () => {
    const cases = CASES.filter(({ surface, only }) => surface === 'contract' && only === undefined);
    const { sent, faults } = await driveContract(cases, overFetch(createLoopbackFetch(runtime), BASE), identity);
    expect(faults).toEqual([]);
    expect(sent).toBeGreaterThan(500);
  });
});

describe('hostile input to the cloud', () => {
  it('is answered with its status and code, tells nothing of itself, and changes nobody’s memory', async () => {
    const { cloud, clock } = await testCloud(new MemoryCloudStore());
    const send = overFetch((input, init) => cloud.fetch(new Request(input, init)), BASE);
    const variables = await credentialsOf(send, HEADERS, { key: KEY, otherKey: OTHER_KEY }, () => clock.turn(3_600_000));
    const { sent, faults } = await driveCloud(
      CASES.filter(({ surface }) => surface === 'cloud'),
      send,
      { headers: HEADERS, variables },
    );
    expect(faults).toEqual([]);
    expect(sent).toBeGreaterThan(200);
    await cloud.close();
  });
});
