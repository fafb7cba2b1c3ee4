import { beforeAll, describe, expect, it } from 'vitest';
import { chromium } from '../faults/browsers/chromium.ts';
import { reasonOf } from './reasons.ts';
import { runSuite, type SuiteRun } from './suite.ts';

const FILES = ['test/browser/store/mend-head.test.ts', 'test/browser/voice/playback.test.ts', 'test/browser/voice/voice-live.test.ts'];
const WRONG = 'test/browsers/page/wrong.ts';

describe('the runner that other browsers run the suite of the page with', () => {
  let run: SuiteRun;
  beforeAll(async () => {
    run = await runSuite(chromium, { mode: 'sample', files: [...FILES, WRONG] });
  }, 60_000);

  it.each(FILES)('runs %s as Vitest does', (path) => {
    const { tests, errors } = run.files.find((file) => file.path === path)!;
    expect(errors).toEqual([]);
    expect(tests.length).toBeGreaterThan(0);
    expect(tests.filter(({ state }) => state !== 'passed')).toEqual([]);
  });

  it('tells what failed, what was skipped, and what went wrong outside of a test', () => {
    const { tests, errors } = run.files.find(({ path }) => path === WRONG)!;
    expect(tests.map(({ name, state }) => [name, state])).toEqual([
      ['fails', 'failed'],
      ['passes', 'passed'],
      ['leaves a promise behind that nobody hears', 'passed'],
      ['is skipped', 'skipped'],
    ]);
    expect(tests[0]!.why.join()).toContain('expected 1 to be 2');
    expect(errors).toEqual(['Error: unheard']);
  });

  it('excuses what a browser lacks, in that browser alone', () => {
    const failed = { name: 'the contract > takes a stream as body', state: 'failed', why: ['expected 400 to be 404'] } as const;
    const path = 'test/browser/runtime/contract.test.ts';
    expect(reasonOf('firefox', path, failed)?.because).toBe('the browser has no such thing');
    expect(reasonOf('chromium', path, failed)).toBeUndefined();
  });
});
