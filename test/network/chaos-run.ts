import { chromium, type Page } from 'playwright';
import { CHROME_ARGS, findChrome } from '../support/chrome.ts';
import { gatewayOf, isCursed, planOf, type SessionPlan } from './chaos-plan.ts';
import { seeded, type Deal } from './fault-deck.ts';
import type { FaultCounts } from './faulty-proxy.ts';
import { judge, type Judgement } from './judge.ts';
import { Person } from './person.ts';
import { setUp } from './setting.ts';
import { collectAcknowledged, openTab, syncOf } from './tabs.ts';

export interface ChaosOptions {
  /** Turns that are said, all tabs together. The beginnings and ends of sessions are events beside them. */
  readonly turns: number;
  readonly seed: number;
  /** What goes wrong with pushes, and how often. */
  readonly deal: Deal;
  /** How long the network may be silent, in milliseconds. */
  readonly silenceMs: number;
  /** One turn of so many is refused for good. */
  readonly cursedOneIn: number;
  /** After so long without an effect the browser finds that it is online, in milliseconds. */
  readonly patienceMs: number;
  readonly onProgress?: (progress: ChaosProgress) => void;
}

export interface ChaosProgress {
  readonly acknowledged: number;
  /** Events that have had their effect in the cloud. */
  readonly effects: number;
  readonly pending: number;
  readonly dead: number;
  readonly faults: number;
  /** Of the tab that leads, with its reason. */
  readonly state: string;
}

export interface ChaosResult {
  readonly seed: number;
  readonly seconds: number;
  readonly browser: string;
  readonly acknowledged: number;
  /** Acknowledged turns, and the beginnings and ends of sessions, as the proxy has heard of them. */
  readonly events: number;
  /** Batches that went to the cloud. */
  readonly batches: number;
  /** A batch of more events was too large for the gateway. */
  readonly mostEvents: number;
  /** By kind of call and fault. */
  readonly faults: FaultCounts;
  /** Times that nobody was let in any more, until someone wanted it to go on. */
  readonly pausesEnded: number;
  readonly nudges: number;
  readonly judgement: Judgement;
  /** What each tab says in the end. */
  readonly tabs: readonly TabResult[];
  /** Turns that had to be refused for good. */
  readonly cursed: number;
}

export interface TabResult {
  /** Turns that it has. */
  readonly remembered: number;
  readonly pending: number;
  /** Dead letters that were meant to be dead, and others. */
  readonly dead: number;
  readonly deadByMistake: number;
}

const TABS = 3;
/** Sessions that a tab has open at once. */
const AT_ONCE = 2;
/** Between two looks at what the tabs say, in milliseconds. */
const LOOK_MS = 500;

/** Three tabs of one user, all talking at once, and a network between them and their cloud that does badly. */
export async function chaos(options: ChaosOptions): Promise<ChaosResult> {
  const { turns, seed, silenceMs, deal, cursedOneIn, patienceMs, onProgress } = options;
  const random = seeded(seed);
  const mostEvents = 25 + Math.floor(random() * 24);
  const setting = await setUp({ seed, silenceMs, deals: { push: deal }, gateway: gatewayOf(mostEvents) });
  const { site, cloud, proxy } = setting;
  const browser = await chromium.launch({ executablePath: findChrome(), args: CHROME_ARGS });
  try {
    const context = await browser.newContext();
    const acknowledged = await collectAcknowledged(context);
    const started = performance.now();
    const tabs = await Promise.all(Array.from({ length: TABS }, () => openTab(context, site.url, proxy.url)));
    const person = new Person(tabs, patienceMs);
    const plans = planOf(turns, TABS, cursedOneIn, random);
    let talking = true;
    const talk = Promise.all(tabs.map((page, i) => talkThrough(page, plans[i]!))).finally(() => (talking = false));
    // awaited below
    talk.catch(() => undefined);
    for (let waits = true; waits;) {
      const over = !talking;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      const stats = await Promise.all(tabs.map(syncOf));
      const pending = Math.max(...stats.map((each) => each.pending ?? 0));
      await person.look(
        stats.map(({ state }) => state),
        cloud.effects.length,
      );
      const leader = stats.find(({ state }) => state !== 'follower');
      onProgress?.({
        acknowledged: acknowledged.length,
        effects: cloud.effects.length,
        pending,
        dead: stats[0]?.dead ?? 0,
        faults: faultsIn(proxy.counts),
        state: leader ? [leader.state, leader.reason].filter(Boolean).join(', ') : 'nobody leads',
      });
      waits = !over || pending > 0;
    }
    await talk;
    await proxy.calm();
    const cursed = acknowledged.filter(({ turnId }) => isCursed(turnId)).map(({ eventId }) => eventId);
    return {
      seed,
      seconds: (performance.now() - started) / 1000,
      browser: browser.version(),
      acknowledged: acknowledged.length,
      events: proxy.events.size,
      batches: proxy.forwarded.length,
      mostEvents,
      faults: proxy.counts,
      pausesEnded: person.pausesEnded,
      nudges: person.nudges,
      judgement: await judge({ cloud, events: proxy.events, acknowledged, isCursed }),
      tabs: await Promise.all(tabs.map((page) => tabResult(page, new Set(cursed)))),
      cursed: cursed.length,
    };
  } finally {
    await browser.close();
    await setting.close();
  }
}

async function talkThrough(page: Page, plans: readonly SessionPlan[]): Promise<void> {
  const left = [...plans];
  const one = async (): Promise<void> => {
    for (let plan = left.shift(); plan; plan = left.shift()) {
      await page.evaluate(async ({ sessionId, turns }) => {
        await talker.start(sessionId);
        await talker.save(sessionId, turns);
        await talker.end(sessionId);
      }, plan);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}

async function tabResult(page: Page, cursed: ReadonlySet<string>): Promise<TabResult> {
  const { episodes, outbox } = await page.evaluate(async () => ({ episodes: (await talker.stats()).counts.episodes, outbox: await talker.outbox() }));
  const dead = outbox.items.filter(({ deadReason }) => deadReason !== null);
  const meant = dead.filter(({ id }) => cursed.has(id));
  return { remembered: episodes, pending: outbox.pending, dead: meant.length, deadByMistake: dead.length - meant.length };
}

function faultsIn(counts: FaultCounts): number {
  return Object.entries(counts).reduce((sum, [what, times]) => (what.endsWith(' none') ? sum : sum + times), 0);
}
