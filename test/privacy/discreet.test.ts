import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { discreet } from '../../worker/discreet.ts';
import { readPlatform } from '../../worker/platform.ts';
import { nameOf, reasonOf } from '../../src/contract/errors.ts';
import { withoutWords } from '../../src/contract/without-words.ts';

const IDENTITY = { workspaceId: 'ws_1', userId: 'anna@example.org' };

describe('a line for strangers', () => {
  it.each([
    ['Failed to fetch https://models.example/a?token=abc.', 'Failed to fetch (address)'],
    ['no weights at blob:https://app.example/0', 'no weights at (address)'],
    ['ENOENT: /home/anna/models/manifest.json', 'ENOENT: (path)'],
    ['ENOENT: C:\\Users\\Anna\\models\\manifest.json', 'ENOENT: (path)'],
    ['Unexpected token in "I live in Delhi"', 'Unexpected token in (quoted)'],
    ['refused Bearer abc.def', 'refused (secret)'],
    ['row of anna@example.org and anna%40example.org', 'row of (id) and (id)'],
    ['event evt_0f8fad5bd9cb469fa16570867728950e', 'event (long word)'],
    ['the model was late', 'the model was late'],
    ["a session's file was not written: TypeError", "a session's file was not written: TypeError"],
    ['the cloud told nothing: http_503', 'the cloud told nothing: http_503'],
  ])('%s → %s', (text, told) => expect(discreet(text, IDENTITY)).toBe(told));

  it('is short and never holds the id of the user, whatever the text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const told = discreet(`${before}${IDENTITY.userId}${after}`, IDENTITY);
        return told.length <= 201 && !told.includes(IDENTITY.userId);
      }),
    );
  });
});

describe('an error without its words', () => {
  it('keeps name, code and places', () => {
    const error = Object.assign(new TypeError('I live in Delhi\n    at home'), { code: 'SQLITE_FULL' });
    const bare = withoutWords(error);
    expect(bare).toMatchObject({ name: 'TypeError', code: 'SQLITE_FULL' });
    expect(bare.stack).toMatch(/discreet\.test\.ts:\d+:\d+/);
    expect(`${bare.message}${bare.stack}`).not.toMatch(/Delhi|home/);
  });

  it('takes no sentence for a name or a code', () => {
    const error = Object.assign(new Error(''), { name: 'I live in Delhi', code: 'my code is 42' });
    expect([nameOf(error), reasonOf(error), nameOf('I live in Delhi')]).toEqual(['Error', 'Error', 'Error']);
  });
});

describe('the platform', () => {
  it.each([
    ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0 AnnasApp/1', 'Edge 156', 'Linux'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15', 'Safari 19', 'macOS'],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:150.0) Gecko/20100101 Firefox/150.0', 'Firefox 150', 'Windows'],
    ['AnnasApp', 'unknown', null],
  ])('is a browser and a system, not the words of %s', async (userAgent, engine, system) => {
    const told = await readPlatform('js', { navigator: { userAgent }, WorkerGlobalScope: Object });
    expect(told).toMatchObject({ kind: 'worker', engine, system, cores: null, webgpu: 'none' });
    expect(JSON.stringify(told)).not.toContain('Anna');
  });

  it('does not wait for a browser that never says whether it has a graphics processor', async () => {
    const gpu = { requestAdapter: () => new Promise(() => undefined) };
    expect((await readPlatform('js', { navigator: { gpu } })).webgpu).toBe('late');
    expect((await readPlatform('js', { navigator: { gpu: { requestAdapter: async () => ({ info: { isFallbackAdapter: true } }) } } })).webgpu).toBe('fallback');
    expect((await readPlatform('js', { navigator: { gpu: { requestAdapter: async () => ({ info: {} }) } } })).webgpu).toBe('adapter');
  });
});
