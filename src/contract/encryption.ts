/**
 * What a memory is encrypted with, as page, worker, process and isolate say it to each other. Keys cross as `CryptoKey`s that
 * nobody can take bytes out of.
 *
 * @module
 */
import type { PlatformType } from './platform-type.ts';

/** Opens a memory by words that a person knows. */
export interface PassphraseEncryption {
  readonly passphrase: string;
  /** What it was opened with before: where that still fits, the memory is changed over to the passphrase. */
  readonly former?: PassphraseEncryption | SecretEncryption;
}

/** Opens a memory by bytes that the app gets somewhere: WebAuthn's PRF extension, a key service, a secret of the environment. */
export interface SecretEncryption {
  /** 16 bytes or more that nobody can guess; of a function, each time they are needed. They are not kept. */
  readonly secret: Uint8Array | (() => Uint8Array | Promise<Uint8Array>);
  /** What it was opened with before: where that still fits, the memory is changed over to the secret. */
  readonly former?: PassphraseEncryption | SecretEncryption;
}

/** A key as it is handed to whoever opens the store. `device`: one that the store itself keeps, which nobody can read out. */
export type KeyMaterial = { readonly kind: 'device' } | { readonly kind: 'passphrase' | 'secret'; readonly base: PlatformType<'CryptoKey'> };

/** What a store is opened with. */
export interface Unlock {
  readonly key: KeyMaterial;
  /** Tried where `key` does not fit; the store is changed over to `key` then. */
  readonly former: readonly KeyMaterial[];
}

/** Where what a store is opened with comes from. */
export interface KeySource {
  /** Asked whenever a key is to be opened: what it gives may have changed since. `fresh`: the store has no key yet. */
  read(fresh: boolean): Promise<Unlock>;
  /** Other material in the place of what was, where the source itself keeps it: both hold until `settled`, and then the new one alone. */
  renew?(): Promise<{ readonly key: KeyMaterial; settled(): Promise<void> }>;
}

/** Fewer can be guessed. */
const LEAST_SECRET_BYTES = 16;

/** What an encryption option has to be, for whoever gave something else. */
export const ENCRYPTION: string = 'true, { passphrase } with text, or { secret } with 16 bytes or more or a function that gives them';

/** Whether this opens a memory by a passphrase or by a secret, and by one of them. */
export function isEncryption(value: unknown): value is PassphraseEncryption | SecretEncryption {
  if (typeof value !== 'object' || value === null) return false;
  const { passphrase, secret, former }: { passphrase?: unknown; secret?: unknown; former?: unknown } = value;
  const fits = secret === undefined ? typeof passphrase === 'string' && passphrase !== '' : typeof secret === 'function' || isSecret(secret);
  return fits && (passphrase === undefined || secret === undefined) && (former === undefined || isEncryption(former));
}

/** Whether these are bytes that a key may be made of. */
export function isSecret(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array && value.byteLength >= LEAST_SECRET_BYTES;
}
