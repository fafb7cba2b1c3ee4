import { chromium, type Browser } from 'playwright';
import { expect } from 'vitest';
import { CHROME_ARGS, findChrome } from '../support/chrome.ts';

const MINUTE = 60_000;

/** Something is said in an example's page, which is loaded again, and asked for in other words. */
export async function remembersByMeaning(url: string): Promise<void> {
  const browser: Browser = await chromium.launch({ executablePath: findChrome(), args: CHROME_ARGS });
  try {
    const page = await browser.newPage();
    const status = page.getByRole('status');
    const says = async (words: string): Promise<string> => {
      await page.getByRole('textbox').fill(words);
      await page.getByRole('textbox').press('Enter');
      await status.filter({ hasText: 'Kept.' }).waitFor();
      return (await page.locator('pre').textContent()) ?? '';
    };
    await page.goto(url);
    await status.filter({ hasText: 'Ready.' }).waitFor();
    await says('The cellar is full of old wine bottles.');
    await page.reload();
    await status.filter({ hasText: 'Ready.' }).waitFor();
    const asked = async (): Promise<readonly [boolean, string | null]> => [
      (await says('Where do we keep our drinks?')).includes('cellar is full'),
      await status.textContent(),
    ];
    // by words at first, until the model is loaded
    await expect.poll(asked, { timeout: MINUTE }).toEqual([true, 'Kept.']);
  } finally {
    await browser.close();
  }
}
