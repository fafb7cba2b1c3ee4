import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { floatToPcm16 } from '../../../src/voice/audio/pcm16.ts';
import { installLocked } from '../../support/install-locked.ts';
import { pageWithMicrophone, type PageWithMicrophone } from '../page-with-microphone.ts';
import { silence, together } from '../session/audio.ts';
import { wavFile } from '../session/wav.ts';
import type { Found } from './page/main.ts';
import { say } from './say.ts';

declare function findTurns(model: string, count: number): Promise<Found>;
declare function talk(model: string, answers: number): Promise<readonly string[]>;

const HERE = fileURLToPath(new URL('./', import.meta.url));
const RATE = 48_000;
const TURNS = 3;
/** After so much silence a turn is over, as the page sets it, to a frame of the model. */
const SILENCE_MS = 500;
const GRAIN_MS = 50;

let opened: PageWithMicrophone;
let page: Page;
beforeAll(async () => {
  await installLocked(HERE, 'The model that detects turns');
  const pause = silence(1_500, RATE);
  const said = together(pause, floatToPcm16(say('aieouaieo', RATE)), pause, floatToPcm16(say('oiaeu', RATE)));
  opened = await pageWithMicrophone({
    root: join(HERE, 'page'),
    wav: wavFile(said, RATE),
    ready: 'findTurns',
    // the package is CommonJS; the other finds its files beside itself
    optimizeDeps: { include: ['@ricky0123/vad-web/dist/models/silero.js'], exclude: ['onnxruntime-web'] },
  });
  page = opened.page;
}, 240_000);
afterAll(() => opened?.close());

const modelOf = (version: string): string => `/@fs${join(HERE, `node_modules/@ricky0123/vad-web/dist/silero_vad_${version}.onnx`)}`;

describe('what a microphone hears, with the models of @ricky0123/vad-web', () => {
  it.each(['v5', 'v6'])('is divided into turns where somebody begins to speak and has stopped: Silero %s', { timeout: 120_000 }, async (version) => {
    const { turns, sounds, failed } = await page.evaluate(([url, count]) => findTurns(url, count), [modelOf(version), TURNS] as const);
    expect(failed).toEqual([]);
    const soundOf = turns.map(({ started }) => sounds.findLastIndex(({ from }) => from <= started));
    // each has one turn, but for one that was nearly over when listening began
    expect(soundOf).toEqual(Array.from({ length: TURNS }, (_, i) => i + sounds.length - TURNS));
    expect(sounds.length - TURNS).toBeLessThanOrEqual(sounds[0]!.from === 0 ? 1 : 0);
    for (const [i, { started, ended, kept }] of turns.entries()) {
      const { from, to } = sounds[soundOf[i]!]!;
      const where = `a turn of ${started} to ${ended} and a sound of ${from} to ${to}`;
      expect(started - from, where).toBeLessThan(400);
      expect(ended - to, where).toBeGreaterThan(SILENCE_MS - GRAIN_MS);
      expect(ended - to, where).toBeLessThan(2 * SILENCE_MS);
      // nothing of what was said is missing
      if (from > 0) expect(kept, where).toBeGreaterThan(to - from);
    }
  });

  it('makes a session answer what was said, turn by turn', { timeout: 120_000 }, async () => {
    const told = await page.evaluate(([url, answers]) => talk(url, answers), [modelOf('v5'), 2] as const);
    const turn = ['speech_started', 'speech_ended', 'Half past ten'];
    expect(told).toEqual([...turn, ...turn]);
  });
});
