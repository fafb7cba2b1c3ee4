import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CHROME_ARGS, findChrome } from '../support/chrome.ts';
import type { Acknowledged, Said } from './app/identity.ts';
import { FAULTLESS, judge } from './judge.ts';
import { Renderers } from './renderer.ts';
import { GOOD_NETWORK, setUp, type Setting } from './setting.ts';
import { collectAcknowledged, openTab, syncOf } from './tabs.ts';

const KILLS = Number(process.env['KILLS'] ?? 8);
const TABS = 3;

interface Tab {
  readonly page: Page;
  /** Of its renderer. */
  readonly pid: number;
  readonly sessionId: string;
}

describe('a tab that is killed while it pushes', () => {
  let setting: Setting;
  let profile: string;
  let context: BrowserContext;
  let renderers: Renderers;
  let acknowledged: readonly Acknowledged[];
  const tabs: Tab[] = [];
  beforeAll(async () => {
    setting = await setUp(GOOD_NETWORK);
    profile = await mkdtemp(join(tmpdir(), 'memoair-profile-'));
    context = await chromium.launchPersistentContext(profile, { executablePath: findChrome(), args: CHROME_ARGS });
    renderers = await Renderers.of(context);
    acknowledged = await collectAcknowledged(context);
    for (let i = 0; i < TABS; i++) tabs.push(await open(`session-${i}`));
  }, 120_000);
  afterAll(async () => {
    await context?.close();
    await setting?.close();
    if (profile) await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  });

  async function open(sessionId: string): Promise<Tab> {
    const page = await openTab(context, setting.site.url, setting.proxy.url);
    await page.evaluate((id) => talker.start(id), sessionId);
    return { page, pid: await renderers.pidOf(page), sessionId };
  }

  /** The tab that pushes; waits until one does. */
  const leader = (): Promise<Tab> =>
    vi.waitFor(async () => {
      const states = await Promise.all(tabs.map(({ page }) => syncOf(page)));
      const leading = tabs.filter((_tab, i) => states[i]!.state !== 'follower');
      expect(leading).toHaveLength(1);
      return leading[0]!;
    });

  /** Kills a process with the next batch: before the cloud hears of it, before its tab hears what the cloud said, or just then. */
  const killWithNextBatch = (pid: number, round: number): Promise<void> =>
    new Promise((resolve) => {
      const { proxy } = setting;
      const kill = (): void => {
        proxy.onBatch = proxy.onTaken = () => undefined;
        process.kill(pid, 'SIGKILL');
        resolve();
      };
      if (round % 3 === 0) proxy.next.push('lost');
      if (round % 3 === 0) proxy.onBatch = kill;
      else if (round % 3 === 1) proxy.onTaken = kill;
      else {
        proxy.onTaken = () => {
          proxy.onTaken = () => undefined;
          setTimeout(kill, round % 12);
        };
      }
    });

  it(`has lost nothing, and another one goes on, ${KILLS} times over`, async () => {
    const { cloud, proxy } = setting;
    let said = 0;
    const say = (): Said[] => Array.from({ length: 4 }, () => ({ turnId: `turn-${++said}`, words: `Friend number ${said} collects stamps.` }));
    for (let round = 0; round < KILLS; round++) {
      const victim = await leader();
      const talks = tabs.map((tab) => ({ tab, turns: say() }));
      const killed = killWithNextBatch(victim.pid, round);
      const crashed = victim.page.waitForEvent('crash');
      const saves = talks.map(({ tab, turns }) => tab.page.evaluate(([id, own]) => talker.save(id, own), [tab.sessionId, turns] as const));
      await Promise.all([killed, crashed]);
      const outcomes = await Promise.allSettled(saves);
      expect(outcomes.flatMap(({ status }, i) => (status === 'rejected' && tabs[i] !== victim ? [i] : []))).toEqual([]);
      await victim.page.close();
      const again = await open(victim.sessionId);
      tabs[tabs.indexOf(victim)] = again;
      // as an app does that was told nothing
      const own = talks.find(({ tab }) => tab === victim)!.turns.filter(({ turnId }) => !acknowledged.some((each) => each.turnId === turnId));
      await again.page.evaluate(([id, turns]) => talker.save(id, turns), [again.sessionId, own] as const);
    }
    await vi.waitFor(async () => {
      for (const { page } of tabs) expect(await syncOf(page)).toMatchObject({ pending: 0, dead: 0 });
    });
    expect(acknowledged).toHaveLength(KILLS * TABS * 4);
    expect(await judge({ cloud, events: proxy.events, acknowledged })).toEqual(FAULTLESS);
    // they died in the midst of it: what the cloud had taken came again
    expect(proxy.forwarded.flat().length).toBeGreaterThan(cloud.effects.length);
  }, 180_000);
});
