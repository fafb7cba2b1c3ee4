import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VoiceModelRoute } from '../../demo/server/voice-model-route.ts';
import { provisionVoiceModel } from '../../demo/server/voice-model.ts';
import { addressOf, MOONSHINE, VOICE_MODEL_STATE, type VoiceModelState } from '../../demo/voice/model-files.ts';

const SETUP_MS = 300_000;

describe('the voice model’s route', { timeout: SETUP_MS }, () => {
  let server: Server;
  let route: VoiceModelRoute;
  let url: string;

  beforeEach(async () => {
    route = new VoiceModelRoute();
    server = createServer((request, response) => void route.answer(request, response, request.url!));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(() => {
    route.close();
    server.close();
    server.closeAllConnections();
  });

  const state = async (headers: Readonly<Record<string, string>> = {}): Promise<VoiceModelState> =>
    (await (await fetch(url + VOICE_MODEL_STATE, { headers })).json()) as VoiceModelState;

  it('gets the files when a page asks for them, and serves them to be kept for ever', async () => {
    const { tokenizer } = MOONSHINE;
    expect((await fetch(url + addressOf(tokenizer))).status).toBe(404);
    await expect.poll(() => state(), { timeout: SETUP_MS }).toEqual({ state: 'ready' });
    const response = await fetch(url + addressOf(tokenizer));
    expect(response.headers.get('cache-control')).toContain('immutable');
    expect(
      createHash('sha256')
        .update(new Uint8Array(await response.arrayBuffer()))
        .digest('hex'),
    ).toBe(tokenizer.sha256);
    const head = await fetch(url + addressOf(MOONSHINE.decoder), { method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe(String(MOONSHINE.decoder.bytes));
    expect((await fetch(`${url}/voice-model/${'0'.repeat(12)}/tokenizer.bin`)).status).toBe(404);
  });

  it('fetches nothing for a page of another origin', async () => {
    await state({ 'sec-fetch-site': 'cross-site' });
    // takes as long as it would
    await provisionVoiceModel();
    expect((await fetch(url + addressOf(MOONSHINE.tokenizer))).status).toBe(404);
  });
});
