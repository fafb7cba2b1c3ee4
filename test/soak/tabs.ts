import type { TabTalk } from './app/tab-talk.ts';
import { Browser } from './browser.ts';

export interface TabsResult {
  readonly tabs: number;
  readonly acknowledged: number;
  readonly seconds: number;
  /** Of all tabs together: acknowledged turns that one of them does not have at the end. */
  readonly lost: number;
  readonly recalls: number;
  readonly missed: number;
  readonly degraded: number;
  /** Of each tab. */
  readonly took: readonly TabTalk['took'][];
}

/** Tabs of one origin that write and recall at once, each in a session of its own. */
export async function manyTabs({ tabs, turns }: { readonly tabs: number; readonly turns: number }): Promise<TabsResult> {
  const browser = await Browser.open();
  try {
    const pages = await Promise.all(Array.from({ length: tabs }, () => browser.tab()));
    const from = performance.now();
    const talks = await Promise.all(pages.map((page, tab) => page.evaluate((options) => memory.talk(options), { tab, turns })));
    const seconds = (performance.now() - from) / 1_000;
    const said = talks.flatMap(({ acknowledged }) => acknowledged);
    let lost = 0;
    for (const page of pages) {
      lost += await page.evaluate(async (marks) => {
        const response = await memory.text('/v1/local/export');
        const held = new Set(response.match(/tab\d+turn\d+/g));
        return marks.filter((mark) => !held.has(mark)).length;
      }, said);
    }
    const sum = (what: 'recalls' | 'missed' | 'degraded'): number => talks.reduce((total, talk) => total + talk[what], 0);
    return {
      tabs,
      acknowledged: said.length,
      seconds,
      lost,
      recalls: sum('recalls'),
      missed: sum('missed'),
      degraded: sum('degraded'),
      took: talks.map(({ took }) => took),
    };
  } finally {
    await browser.close();
  }
}
