import { isSecret, type KeyMaterial, type PassphraseEncryption, type SecretEncryption, type Unlock } from '../contract/encryption.ts';
import { RuntimeError } from '../contract/errors.ts';

/**
 * What a store is opened with, of what an app has given. From here on nobody holds the words or the bytes themselves.
 *
 * @throws RuntimeError `runtime.bad_request` where there is no WebCrypto, or the app's function gave something else than bytes
 */
export async function unlockOf(given: true | PassphraseEncryption | SecretEncryption): Promise<Unlock> {
  assertCrypto();
  if (given === true) return { key: { kind: 'device' }, former: [] };
  const key = await materialOf(given);
  return { key, former: given.former ? [await materialOf(given.former)] : [] };
}

async function materialOf(given: PassphraseEncryption | SecretEncryption): Promise<KeyMaterial> {
  const { passphrase, secret }: { readonly passphrase?: string; readonly secret?: SecretEncryption['secret'] } = given;
  if (passphrase !== undefined) {
    // the same words, however a keyboard composes their letters
    const words = new TextEncoder().encode(passphrase.normalize('NFC'));
    return { kind: 'passphrase', base: await crypto.subtle.importKey('raw', words, 'PBKDF2', false, ['deriveKey']) };
  }
  const bytes: unknown = typeof secret === 'function' ? await secret() : secret;
  if (!isSecret(bytes)) throw new RuntimeError('runtime.bad_request', 'The function encryption.secret has to give 16 bytes or more, as a Uint8Array.');
  return { kind: 'secret', base: await crypto.subtle.importKey('raw', bytes.slice(), 'HKDF', false, ['deriveKey']) };
}

/** @throws RuntimeError in a page that was not loaded over https or from this machine */
function assertCrypto(): void {
  if ((globalThis as { crypto?: { subtle?: SubtleCrypto } }).crypto?.subtle) return;
  throw new RuntimeError(
    'runtime.bad_request',
    'Encryption needs WebCrypto, which a page has over https or from localhost alone. Serve it so, or leave encryption out.',
  );
}
