/**
 * One key that rows are sealed with, AES-GCM with 256 bits, and what it makes of bytes:
 *
 *     u8 version (1) · u32 number of the key · 12 bytes of nonce, fresh for each · ciphertext with its tag
 *
 * Each is bound to its place (table, key, user): moved to another it does not open.
 *
 * @module
 */
const VERSION = 1;
const NONCE_AT = 5;
const BYTES_AT = NONCE_AT + 12;
const TAG_BYTES = 16;

/** What was sealed was altered, is at another place than where it was put, or is none of this. */
export class UnsealedError extends Error {
  override readonly name = 'UnsealedError';
}

type Bytes = Uint8Array<ArrayBuffer>;

/** AES-GCM with one key. The ciphertext ends with its tag of 16 bytes. */
export interface Cipher {
  encrypt(nonce: Bytes, place: Bytes, bytes: Bytes): Promise<Bytes> | Bytes;
  /** Throws or rejects for what does not open. */
  decrypt(nonce: Bytes, place: Bytes, sealed: Bytes): Promise<Bytes> | Bytes;
}

/** Makes the cipher of a key. */
export type CipherOf = (key: CryptoKey) => Cipher;

/** The platform's own, wherever this runs. */
export const webCipher: CipherOf = (key) => ({
  encrypt: async (iv, additionalData, bytes) => new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, bytes)),
  decrypt: async (iv, additionalData, sealed) => new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, key, sealed)),
});

/** A key that rows are sealed with. */
export class DataKey {
  /** Tells keys of one store apart; drawn by chance. */
  readonly number: number;
  readonly #cipher: Cipher;

  constructor(number: number, cipher: Cipher) {
    this.number = number;
    this.#cipher = cipher;
  }

  async seal(bytes: Bytes, place: Bytes): Promise<Bytes> {
    const nonce = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await this.#cipher.encrypt(nonce, place, bytes);
    const all = new Uint8Array(BYTES_AT + sealed.byteLength);
    all[0] = VERSION;
    new DataView(all.buffer).setUint32(1, this.number);
    all.set(nonce, NONCE_AT);
    all.set(sealed, BYTES_AT);
    return all;
  }

  /** @throws UnsealedError */
  async open(sealed: Bytes, place: Bytes): Promise<Bytes> {
    try {
      return await this.#cipher.decrypt(sealed.subarray(NONCE_AT, BYTES_AT), place, sealed.subarray(BYTES_AT));
    } catch {
      throw new UnsealedError('This does not open.');
    }
  }
}

/** The number of the key that these bytes were sealed with; null for what is no sealed bytes. */
export function keyNumberOf(sealed: Uint8Array): number | null {
  if (sealed.byteLength < BYTES_AT + TAG_BYTES || sealed[0] !== VERSION) return null;
  return new DataView(sealed.buffer, sealed.byteOffset).getUint32(1);
}

/** A number for a new key. */
export function newKeyNumber(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]!;
}
