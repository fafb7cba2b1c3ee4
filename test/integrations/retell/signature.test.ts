import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { retellBridge, verifyRetellSignature } from '../../../src/integrations/retell.ts';
import { retellSdk, type RetellSdk } from './install.ts';
import { inbound, KEY, Line, SECRET, SECRET_WORDS, signed } from './line.ts';

describe('signatures of Retell', () => {
  let retell: RetellSdk;
  let line: Line;
  beforeAll(async () => {
    retell = await retellSdk();
    line = await Line.open();
  }, 240_000);
  afterAll(() => line?.close());

  it('are those of the published example', async () => {
    const body = '{"event":"call_ended","call":{"call_id":"c1"}}';
    const signature = 'v=1700000000000,d=83eec0c731880372ce0de004bd1ce30f8cec0c963edda918404057662d7ddbc8';
    expect(await verifyRetellSignature(body, signature, 'key_test', 1_700_000_000_000)).toBe(true);
    expect(await verifyRetellSignature(new TextEncoder().encode(body), signature, 'key_test', 1_700_000_299_000)).toBe(true);
    expect(await verifyRetellSignature(body, signature, 'key_test', 1_700_000_301_000)).toBe(false);
    expect(await verifyRetellSignature(body, signature, 'key_tesu', 1_700_000_000_000)).toBe(false);
  });

  it('of the tests are those of Retell itself', async () => {
    const body = '{"call":{"call_id":"ü"}}';
    expect(await retell.verify(body, KEY, signed(body))).toBe(true);
  });

  it('that Retell itself makes open the bridge, for the body that they are of', async () => {
    const body = JSON.stringify({ call: inbound('+4998'), args: { user_text: 'Grüezi 👋', assistant_text: 'Hoi.' } });
    const headers = { 'x-retell-signature': await retell.sign(body, KEY) };
    expect(await line.served.ask('/retell/record_turn', { method: 'POST', headers, body })).toMatchObject({ status: 200 });
    expect(await line.callers.said('+4998')).toEqual(['Grüezi 👋']);
    expect(await line.served.ask('/retell/record_turn', { method: 'POST', headers, body: body.replace('Hoi', 'Hui') })).toMatchObject({ status: 401 });
  });

  it('are accepted and refused as by Retell itself', async () => {
    const signatures = fc.oneof(
      fc.constant((good: string) => good),
      fc.constant((good: string) => good.toUpperCase().replace('V=', 'v=').replace('D=', 'd=')),
      fc.constant((good: string) => good.replace('v=', 'v=0')),
      fc.constant((good: string) => good.replace(/v=(\d+)/, (_, time: string) => `v=${Number(time) + 1}`)),
      fc.integer({ min: -600_000, max: 600_000 }).map((ms) => (_good: string, body: string) => {
        const time = Date.now() + ms - (ms % 1000) + 500;
        return signed(body, KEY, time);
      }),
      fc.string().map((tail) => (good: string) => `${good}${tail}`),
      fc.nat({ max: 80 }).map((length) => (good: string) => good.slice(0, length)),
      fc.string().map((text) => () => text),
    );
    const bodies = fc.oneof(fc.string({ unit: 'binary' }), fc.json());
    await fc.assert(
      fc.asyncProperty(bodies, bodies, fc.boolean(), signatures, async (one, other, same, change) => {
        const body = same ? one : other;
        const signature = change(await retell.sign(one, KEY), one);
        // a header's value is trimmed on its way
        fc.pre(signature === signature.trim());
        expect(await verifyRetellSignature(body, signature, KEY)).toBe(await retell.verify(body, KEY, signature));
      }),
      { numRuns: 300 },
    );
  });

  const body = JSON.stringify({ call: { call_id: 'c1', from_number: '+499' }, args: { user_text: SECRET_WORDS, assistant_text: 'Thanks.' } });
  it.each([
    ['none', () => undefined, 'unsigned'],
    ['an empty one', () => '', 'unsigned'],
    ['one that is none', () => 'sha256=00', 'malformed'],
    ['one without a time', () => `d=${'0'.repeat(64)}`, 'malformed'],
    ['one of another body', () => signed(`${body} `), 'mismatch'],
    ['one with another key', () => signed(body, 'key_7f3b'), 'mismatch'],
    ['one that was replayed six minutes later', () => signed(body, KEY, Date.now() - 360_000), 'expired'],
    ['one from six minutes ahead', () => signed(body, KEY, Date.now() + 360_000), 'expired'],
    ['one whose time was moved to now', () => signed(body, KEY, Date.now() - 360_000).replace(/v=\d+/, `v=${Date.now()}`), 'mismatch'],
  ])('refuse a request with %s, and nothing is stored', async (_what, signature, reason) => {
    const header = signature();
    const answer = await line.served.ask('/retell/record_turn', {
      method: 'POST',
      headers: header === undefined ? {} : { 'x-retell-signature': header },
      body,
    });
    expect(answer).toMatchObject({ status: 401, body: { error: { code: 'runtime.bad_request', details: { reason } } } });
    expect(JSON.stringify(answer.body)).not.toContain(SECRET);
    expect(line.callers.known).not.toContain('+499');
  });

  it('are of the bytes as they came: the same JSON written otherwise is refused', async () => {
    const signature = await retell.sign(body, KEY);
    const answer = await line.served.ask('/retell/record_turn', {
      method: 'POST',
      headers: { 'x-retell-signature': signature },
      body: JSON.stringify(JSON.parse(body), null, 1),
    });
    expect(answer.status).toBe(401);
  });

  it('need a key', () => {
    expect(() => retellBridge({ memory: line.callers.memory, signingSecret: '' })).toThrow(TypeError);
  });
});
