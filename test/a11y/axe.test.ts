import axe from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveDemo, type ServedDemo } from '../../demo/serve.ts';
import { builtDemo } from '../demo/built-demo.ts';
import { CHROME_ARGS, findChrome } from '../support/chrome.ts';

const WIDTHS = { desk: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } } as const;
const GUIDELINES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What is wrong with what the page shows now, a line for each rule and place; minor findings are left out. */
async function faultsOf(page: Page, rules: axe.RunOptions['runOnly']): Promise<string[]> {
  const options: axe.RunOptions = { ...(rules ? { runOnly: rules } : {}), resultTypes: ['violations'] };
  const { violations } = await page.evaluate((given) => (globalThis as unknown as { readonly axe: typeof axe }).axe.run(given), options);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, impact, nodes }) => nodes.map(({ target }) => `${id} (${impact}) at ${target.join(' ')}`));
}

/** By day and by night, which differ in colours alone. */
async function faultsDayAndNight(page: Page, where: string): Promise<string[]> {
  const byDay = await faultsOf(page, GUIDELINES);
  await page.emulateMedia({ colorScheme: 'dark' });
  const byNight = await faultsOf(page, { type: 'rule', values: ['color-contrast'] });
  await page.emulateMedia({ colorScheme: 'light' });
  return [...byDay.map((fault) => `${where}: ${fault}`), ...byNight.map((fault) => `${where}, dark: ${fault}`)];
}

describe('the demo, as someone finds it who does not see it well or uses no mouse', () => {
  let browser: Browser;
  let demo: ServedDemo;
  beforeAll(async () => {
    const [opened, folder] = await Promise.all([chromium.launch({ executablePath: findChrome(), args: CHROME_ARGS }), builtDemo()]);
    browser = opened;
    demo = await serveDemo({ folder, modelFolder: null, port: 0 });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await demo?.close();
  });

  it.each(['desk', 'phone'] as const)('has no serious fault in any view: %s', async (width) => {
    // the page's policy lets nobody else put a script into it
    const context = await browser.newContext({ viewport: WIDTHS[width], colorScheme: 'light', reducedMotion: 'reduce', bypassCSP: true });
    const page = await context.newPage();
    await page.goto(demo.url);
    await page.evaluate(axe.source);
    const found = await faultsDayAndNight(page, 'first visit');
    await page.getByLabel('What you say', { exact: true }).fill('I live in Reykjavik.');
    await page.keyboard.press('Enter');
    await page.locator('.turn .bubble.assistant:not(.waiting)').waitFor();
    // what stands behind the answer; the tour, or on a phone the panel of the state
    await page.locator('.turn details.behind summary').first().click();
    await page.locator('#tour-button, #state-button').filter({ visible: true }).first().click();
    found.push(...(await faultsDayAndNight(page, 'opened')));
    await page.keyboard.press('Escape');
    for (const link of await page.locator('.views a').all()) {
      await link.click();
      found.push(...(await faultsDayAndNight(page, new URL(page.url()).hash)));
    }
    expect(found).toEqual([]);
    await context.close();
  });
});
