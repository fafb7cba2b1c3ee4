import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCloud } from '../support/cloud-command.ts';
import type { Browser, BrowserKind, BrowserName, Launch, Tab } from './browsers/browser.ts';
import type { Outcome, Row, Scene } from './row.ts';
import { CONNECTION } from './rows/connection.ts';
import { DAMAGE } from './rows/damage.ts';
import { DEATHS } from './rows/deaths.ts';
import { QUOTA } from './rows/quota.ts';
import { SURROUNDINGS } from './rows/surroundings.ts';
import { serveFaultySite } from './site.ts';

export const ROWS: readonly Row[] = [...DEATHS, ...QUOTA, ...CONNECTION, ...DAMAGE, ...SURROUNDINGS];

/** A row that never comes to its end is a fault, in milliseconds. */
const ROW_LIMIT_MS = 90_000;

/** A row as it was run. */
export interface Ran {
  readonly id: string;
  readonly outcome: Outcome | null;
  /** Why there is none. */
  readonly failure: string | null;
}

export interface MatrixRun {
  readonly browser: BrowserName;
  readonly version: string;
  readonly rows: readonly Ran[];
}

/** What is wrong with what came of a row; null when nothing is. */
export function lossOf({ id, outcome, failure }: Ran): string | null {
  if (!outcome) return failure;
  const { acknowledged, recovered, twice } = outcome;
  const meant = ROWS.find((row) => row.id === id)?.meantToGo ?? false;
  if (twice > 0) return `${twice} turns are there twice`;
  return meant || acknowledged === recovered ? null : `${acknowledged - recovered} of ${acknowledged} acknowledged turns are gone`;
}

/** Runs rows one after the other in a browser of one kind. */
export async function runMatrix(kind: BrowserKind, rows: readonly Row[], onRow: (row: Row, ran: Ran) => void = () => undefined): Promise<MatrixRun> {
  const site = await serveFaultySite();
  const cloud = await startCloud();
  const stage = new Stage(kind);
  const scene: Scene = { kind, site, cloud, browser: (options) => stage.browser(options), end: (how) => stage.end(how) };
  try {
    const ran: Ran[] = [];
    for (const row of rows) {
      if (row.where && !row.where(kind)) continue;
      const one = await runRow(row, scene);
      await stage.clear(one.failure !== null);
      ran.push(one);
      onRow(row, one);
    }
    return { browser: kind.name, version: stage.version, rows: ran };
  } finally {
    await stage.close();
    await site.close();
  }
}

async function runRow(row: Row, scene: Scene): Promise<Ran> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('It never came to its end.')), ROW_LIMIT_MS);
  });
  try {
    return { id: row.id, outcome: await Promise.race([row.run(scene), late]), failure: null };
  } catch (thrown) {
    return { id: row.id, outcome: null, failure: thrown instanceof Error ? thrown.message.split('\n', 1)[0]! : String(thrown) };
  } finally {
    clearTimeout(timer);
  }
}

/** Keeps one browser running for all rows that want one of that sort. */
class Stage {
  readonly #kind: BrowserKind;
  readonly #profiles = new Map<string, string>();
  #running: { readonly key: string; readonly browser: Browser; readonly tabs: Tab[] } | null = null;
  version = '';

  constructor(kind: BrowserKind) {
    this.#kind = kind;
  }

  async browser(options: Omit<Launch, 'profile'> = {}): Promise<Browser> {
    const key = JSON.stringify(options);
    if (this.#running?.key === key) return this.#running.browser;
    await this.end('close');
    const profile = this.#profiles.get(key) ?? (await mkdtemp(join(tmpdir(), 'memoair-faults-')));
    this.#profiles.set(key, profile);
    const launched = await this.#kind.launch({ ...options, profile });
    const tabs: Tab[] = [];
    const newTab = async (): Promise<Tab> => {
      const tab = await launched.newTab();
      tabs.push(tab);
      return tab;
    };
    this.version = launched.version;
    this.#running = { key, browser: { ...launched, newTab }, tabs };
    return this.#running.browser;
  }

  /** Closes the tabs of a row; after one that failed the whole browser. */
  async clear(failed: boolean): Promise<void> {
    if (failed) return this.end('kill');
    await Promise.all((this.#running?.tabs.splice(0) ?? []).map((tab) => tab.close().catch(() => undefined)));
  }

  async end(how: 'close' | 'kill'): Promise<void> {
    const running = this.#running;
    this.#running = null;
    await running?.browser[how]();
  }

  async close(): Promise<void> {
    await this.end('close');
    for (const profile of this.#profiles.values()) await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
