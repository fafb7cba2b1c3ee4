import { expect, it } from 'vitest';
import { isEncryption } from '../../../../src/contract/encryption.ts';
import { unlockOf } from '../../../../src/runtime/key-material.ts';
import { secretOf } from './unlocks.ts';

it('a passphrase that is named and left out is none: the secret beside it opens the memory', async () => {
  // as JavaScript and looser settings of TypeScript hand it over
  const given: unknown = { passphrase: undefined, secret: secretOf('a') };
  if (!isEncryption(given)) throw new Error('It was refused.');
  expect(await unlockOf(given)).toMatchObject({ key: { kind: 'secret' }, former: [] });
  const former: unknown = { passphrase: 'correct horse', secret: undefined, former: given };
  if (!isEncryption(former)) throw new Error('It was refused.');
  expect(await unlockOf(former)).toMatchObject({ key: { kind: 'passphrase' }, former: [{ kind: 'secret' }] });
});
