import { KeyObject } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, it, onTestFinished, vi } from 'vitest';
import { nodeCipher } from '../../../src/node/node-cipher.ts';
import { webCipher } from '../../../worker/store/encrypted/data-key.ts';

it('Node’s cipher opens what WebCrypto sealed and the other way about, and neither what was altered', async () => {
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  const [web, node] = [webCipher(key), nodeCipher(key)];
  const bytes = fc.uint8Array({ maxLength: 200 }).map((some) => Uint8Array.from(some));
  await fc.assert(
    fc.asyncProperty(bytes, bytes, fc.nat(), async (words, place, at) => {
      const nonce = crypto.getRandomValues(new Uint8Array(12));
      for (const [seal, open] of [
        [web, node],
        [node, web],
      ] as const) {
        const sealed = await seal.encrypt(nonce, place, words);
        expect(await open.decrypt(nonce, place, sealed)).toEqual(words);
        sealed[at % sealed.length]! ^= 1;
        await expect((async () => open.decrypt(nonce, place, sealed))()).rejects.toBeInstanceOf(Error);
      }
    }),
    { numRuns: 50 },
  );
});

it('a Node that gives no handle of the key seals by WebCrypto', async () => {
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  const from = vi.spyOn(KeyObject, 'from').mockImplementation(() => {
    throw new TypeError('The key cannot be read out.');
  });
  onTestFinished(() => from.mockRestore());
  const [nonce, place, words] = [crypto.getRandomValues(new Uint8Array(12)), new Uint8Array(4), Uint8Array.from([1, 2, 3])];
  const sealed = await nodeCipher(key).encrypt(nonce, place, words);
  expect(await webCipher(key).decrypt(nonce, place, sealed)).toEqual(words);
});
