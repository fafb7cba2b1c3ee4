/**
 * Takes the pictures of docs/screenshots from a demo that is being served: `npm start`, then
 * `node test/demo/screenshots.mjs http://127.0.0.1:5173 [folder]`. CHROME_PATH names a Chromium where none is found.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { palettePng } from './palette-png.mjs';

const [url, folder = fileURLToPath(new URL('../../docs/screenshots', import.meta.url))] = process.argv.slice(2);
if (url === undefined) throw new Error('Name the address of a served demo: node test/demo/screenshots.mjs http://127.0.0.1:5173');
const executablePath = [process.env['CHROME_PATH'], '/usr/bin/chromium', chromium.executablePath()].find((path) => path && existsSync(path));

const DESKTOP = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
/** Until what moves has come to rest, in milliseconds. */
const REST_MS = 1200;

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-lcd-text'] });
await mkdir(folder, { recursive: true });

async function visit(options, show) {
  const context = await browser.newContext({ ...DESKTOP, ...options });
  const page = await context.newPage();
  await page.goto(url);
  await ready(page);
  await show(page, async (name) => {
    await page.mouse.move(0, 0);
    await page.waitForTimeout(REST_MS);
    await writeFile(join(folder, `${name}.png`), palettePng(await page.screenshot()));
  });
  await context.close();
}

const ready = (page) => page.locator('#status', { hasText: 'Model ready' }).filter({ hasNotText: 'to do' }).waitFor({ state: 'attached' });

async function say(page, text) {
  const before = await page.locator('.turn.kept').count();
  await page.fill('#user-text', text);
  await page.keyboard.press('Enter');
  await page.locator('.turn.kept').nth(before).waitFor();
}

async function ask(page, text) {
  const before = await page.locator('.behind').count();
  await page.fill('#user-text', text);
  await page.keyboard.press('Control+Enter');
  await page.locator('.behind').nth(before).waitFor();
}

async function conversation(page) {
  await page.click('#sample');
  await page.locator('.behind').waitFor();
  await ready(page);
  await page.click('#new-session');
  await page.locator('#hello').waitFor();
  await say(page, 'We moved again. I live in Braga now.');
  await ready(page);
  await ask(page, 'What should the kitchen know about me?');
  await page.evaluate(() => document.activeElement?.blur());
}

async function step(page, name) {
  await page.locator('#tour').getByRole('button', { name }).click();
}

for (const colorScheme of ['light', 'dark']) {
  await visit({ colorScheme }, async (page, shoot) => {
    await shoot(`start-${colorScheme}`);
    await conversation(page);
    await shoot(`talk-${colorScheme}`);
    await page.locator('.behind > summary').last().click();
    await page.locator('.recall').waitFor();
    await shoot(`why-${colorScheme}`);
    if (colorScheme === 'dark') return;
    for (const view of ['memory', 'documents', 'device']) {
      await page.click(`.views a[href="#${view}"]`);
      await page.locator(`#view-${view} .view-body`).waitFor();
      await shoot(view);
    }
  });
}

await visit(PHONE, async (page, shoot) => {
  await conversation(page);
  await shoot('phone');
});

await visit({}, async (page, shoot) => {
  await page.locator('#status', { hasText: 'Without a network ready' }).waitFor({ state: 'attached' });
  await page.click('#hello-tour');
  await step(page, 'Say it for me');
  await page.locator('.effect').first().waitFor();
  await step(page, 'Next');
  await shoot('tour');
  await step(page, 'Next');
  await step(page, 'Ask “What');
  await page.locator('.behind').nth(1).waitFor();
  await step(page, 'Next');
  await page.context().setOffline(true);
  await step(page, 'Ask “Where');
  await page.locator('.behind').nth(2).waitFor();
  await shoot('offline');
});

await browser.close();
