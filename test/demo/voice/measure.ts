import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright';
import { serveDemo } from '../../../demo/serve.ts';
import { provisionVoiceModel } from '../../../demo/server/voice-model.ts';
import { provisionModel } from '../../../src/node/model/provision.ts';
import { wordErrors } from '../../eval/speech/word-errors.ts';
import { CHROME_ARGS, findChrome } from '../../support/chrome.ts';
import { installStandIns } from './stand-ins.ts';
import { Talker } from './talker.ts';
import { HOME, WHERE, writeRecording, type Line } from './wav.ts';

/** Built by whoever starts this. */
const BUILT = process.argv[2]!;
const ROUNDS = Number(process.env['ROUNDS'] ?? 6);
const INTERRUPTIONS = 5;
const PAUSE_S = 2.2;
const PARTS = ['silence', 'recognition', 'recall', 'answer'] as const;

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
const ms = (values: readonly number[]): string => `${Math.round(median(values))} ms (${Math.round(Math.min(...values))} to ${Math.round(Math.max(...values))})`;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Of the largest renderer, in megabytes. */
function rendererMb(): number {
  const lines = execFileSync('ps', ['-eo', 'rss,args'], { encoding: 'utf8' }).split('\n');
  return Math.round(Math.max(...lines.filter((line) => line.includes('--type=renderer')).map((line) => Number.parseInt(line, 10))) / 1024);
}

const measured = (page: Page, part: string): Promise<number[]> =>
  page.evaluate((name) => performance.getEntriesByName(`voice: ${name}`).map(({ duration }) => duration), part);

const folder = await mkdtemp(join(tmpdir(), 'memoair-voice-'));
const recording = join(folder, 'recording.wav');
const lines: Line[] = Array.from({ length: ROUNDS }, () => [HOME, WHERE]).flat();
await writeRecording(recording, [1, ...lines.flatMap((line) => [line, PAUSE_S])]);
const [{ folder: modelFolder }] = await Promise.all([provisionModel(), provisionVoiceModel()]);
const served = await serveDemo({ folder: BUILT, modelFolder, port: 0 });
const browser = await chromium.launch({
  executablePath: findChrome(),
  args: [...CHROME_ARGS, '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-audio-capture=${recording}%noloop`],
});
try {
  const page = await browser.newPage();
  await page.addInitScript(installStandIns);
  await page.goto(served.url);
  await page.locator('#status', { hasText: 'Model ready' }).waitFor({ state: 'attached' });
  const talker = new Talker(page);
  const before = rendererMb();
  const start = performance.now();
  await talker.on();
  const readyMs = performance.now() - start;
  const turns = await talker.turns(lines.length);
  const during = rendererMb();
  await talker.off();
  say(
    `\n${lines.length} utterances, ${cpus().length} cores, load ${loadavg()[0]!.toFixed(1)}; first start, with the files from this machine: ${Math.round(readyMs)} ms`,
  );
  for (const part of PARTS) say(`  ${part.padEnd(12)} ${ms(await measured(page, part))}`);
  const errors = wordErrors(
    lines.map(({ words }) => words),
    turns.map(({ userText }) => userText),
  );
  say(`  word errors  ${(errors * 100).toFixed(0)} %`);
  say(`  renderer     ${before} MB, ${during} MB while it listens`);

  await talker.useOwnMicrophone();
  const delays: number[] = [];
  await talker.on();
  for (let i = 0; i < INTERRUPTIONS; i++) {
    const quiet = (await talker.spoken()).length;
    await talker.say(WHERE);
    while (!(await talker.spoken())[quiet]?.heard.includes(' ')) await page.waitForTimeout(20);
    const saidAt = await page.evaluate(() => performance.now());
    await talker.say(HOME);
    delays.push((await talker.spoken())[quiet]!.cancelledAt! - saidAt);
    await page.waitForTimeout(PAUSE_S * 1000);
  }
  await talker.off();
  await page.waitForTimeout(1000);
  say(`  interruption ${ms(delays)} from the first sound to silence, decoding of the sound by the test included`);
  say(`  renderer     ${rendererMb()} MB after it was switched off`);
} finally {
  await browser.close();
  await served.close();
  await rm(folder, { recursive: true, force: true });
}
