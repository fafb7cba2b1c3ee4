import { createReadStream, existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { provisionModel } from '../../src/node/model/provision.ts';
import { buildSite, type Site } from '../service-worker/site.ts';
import { CHROME_ARGS, findChrome } from '../support/chrome.ts';
import { allBlocks, fileOf, ROOT, where, type Block } from './blocks.ts';
import { entryPoints } from './entry-points.ts';

const OUT = join(ROOT, 'test/.artifacts/docs-page');
const blocks = (await allBlocks()).filter(({ says }) => says['run'] === 'browser');

let site: Site;
let browser: Browser;

beforeAll(async () => {
  await rm(OUT, { recursive: true, force: true });
  await mkdir(OUT, { recursive: true });
  await Promise.all(blocks.map(writePage));
  const { folder } = await provisionModel();
  site = await buildSite({
    config: 'test/docs/page/vite.config.ts',
    modes: ['production'],
    server: (request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      const file = pathname.startsWith('/model/') ? join(folder, pathname.slice('/model/'.length)) : null;
      if (file === null || !existsSync(file)) return false;
      createReadStream(file).pipe(response);
      return true;
    },
  });
  browser = await chromium.launch({ executablePath: findChrome(), args: CHROME_ARGS });
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

/** The block as a module of a page, which says when it has come to its end. */
async function writePage(block: Block): Promise<void> {
  const entries = Object.entries(await entryPoints()).toSorted(([a], [b]) => b.length - a.length);
  const code = entries.reduce((text, [name, source]) => text.replaceAll(`'${name}'`, `'${join(ROOT, source)}'`), block.code);
  await writeFile(join(OUT, `${fileOf(block)}.ts`), `${code}console.log('came to its end');\n`);
  await writeFile(join(OUT, `${fileOf(block)}.html`), `<!doctype html><title>x</title><script type="module" src="./${fileOf(block)}.ts"></script>\n`);
}

describe('code for pages in the documentation', () => {
  it.each(blocks.map((block): [string, Block] => [where(block), block]))('runs in a page: %s', async (_name, block) => {
    const context = await browser.newContext();
    try {
      const page = await context.newPage();
      const failed: string[] = [];
      page.on('pageerror', ({ message }) => failed.push(message));
      page.on('console', (message) => void (message.type() === 'assert' && failed.push(message.text())));
      const end = page.waitForEvent('console', (message) => message.text() === 'came to its end');
      await page.goto(`${site.url}${fileOf(block)}.html`);
      await end;
      expect(failed).toEqual([]);
    } finally {
      await context.close();
    }
  });
});
