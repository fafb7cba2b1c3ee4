import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageWithMicrophone, type PageWithMicrophone } from '../page-with-microphone.ts';
import type { Talked } from './page/main.ts';
import { wavFile } from './wav.ts';

declare function overWebRtc(): Promise<Talked>;
declare function asSamples(): Promise<{ readonly peak: number; readonly perSecond: number }>;

let opened: PageWithMicrophone;
let page: Page;
beforeAll(async () => {
  opened = await pageWithMicrophone({ root: fileURLToPath(new URL('./page/', import.meta.url)), wav: wavFile(), ready: 'overWebRtc' });
  page = opened.page;
});
afterAll(() => opened?.close());

describe('a microphone that plays a wav', () => {
  it('is heard over a real call, whose answer comes back as sound', async () => {
    const talked = await page.evaluate(() => overWebRtc());
    expect(talked.states).toEqual(['connecting', 'connected', 'listening', 'processing', 'speaking', 'connected', 'disconnected']);
    expect(talked.transcript).toBe('Half past ten');
    expect(talked.heardByPeer).toBeGreaterThan(0.05);
    expect(talked.userSamples).toBeGreaterThan(2400);
    expect(talked.userPeak).toBeGreaterThan(500);
    expect(talked.answerSamples).toBeGreaterThan(2400);
    expect(talked.answerPeak).toBeGreaterThan(5000);
    expect(talked.tracksAfter).toEqual(['ended']);
  });

  it('is heard as samples at the rate of the session', async () => {
    const { peak, perSecond } = await page.evaluate(() => asSamples());
    expect(peak).toBeGreaterThan(1000);
    // a crowded machine hears less in a second, and never more than there is
    expect(perSecond).toBeGreaterThan(2000);
    expect(perSecond).toBeLessThan(28_000);
  });
});
