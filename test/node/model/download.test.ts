import { expect, it } from 'vitest';
import { download } from '../../../src/node/model/download.ts';
import { half, serveHub } from './hub-server.ts';
import { text } from './tiny-model.ts';

const FILE = text('0123456789'.repeat(100));
const { signal } = new AbortController();
const base = { bytes: FILE.length, fetch: globalThis.fetch, signal };

it('downloads a file and says how much has come', async () => {
  await using hub = await serveHub({ file: FILE });
  const seen: number[] = [];
  expect(await download(`${hub.url}/file`, { ...base, onBytes: (bytes) => seen.push(bytes) })).toEqual(FILE);
  expect(seen.at(-1)).toBe(FILE.length);
});

it.each([
  ['an error status', 503, 'HTTP 503'],
  ['a file that is too short', FILE.subarray(1), 'it ended after 999 of 1000 bytes'],
  ['a file that is too long', Buffer.concat([FILE, text('!')]), 'it is longer than the 1000 bytes expected'],
] as const)('refuses %s', async (_, answer, why) => {
  await using hub = await serveHub({ file: answer });
  await expect(download(`${hub.url}/file`, base)).rejects.toMatchObject({
    code: 'model.download_failed',
    retryable: true,
    message: expect.stringContaining(why),
  });
});

it('gives up on a server that takes the connection and never answers', async () => {
  await using hub = await serveHub({ file: () => undefined });
  const started = performance.now();
  await expect(download(`${hub.url}/file`, { ...base, firstByteMs: 100 })).rejects.toMatchObject({ code: 'model.download_failed' });
  expect(performance.now() - started).toBeLessThan(5000);
});

it('gives up on a server that stops in the middle', async () => {
  await using hub = await serveHub({ file: half(FILE) });
  await expect(download(`${hub.url}/file`, { ...base, stallMs: 100 })).rejects.toMatchObject({ message: expect.stringContaining('stopped answering') });
});

it('says why nothing listens', async () => {
  await expect(download('http://127.0.0.1:1/file', { ...base, fetch: () => Promise.reject(refused()) })).rejects.toThrow('ECONNREFUSED');
});

it('rejects with the reason of its signal', async () => {
  await using hub = await serveHub({ file: half(FILE) });
  const cancel = new AbortController();
  const reason = new Error('enough');
  await expect(download(`${hub.url}/file`, { ...base, signal: cancel.signal, onBytes: () => cancel.abort(reason) })).rejects.toBe(reason);
});

function refused(): Error {
  return new TypeError('fetch failed', { cause: Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }) });
}
