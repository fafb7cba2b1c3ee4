/**
 * The key of a store as its row `current` in `keys` holds it: one that nobody can read out, as the browser keeps it, or wrapped by
 * what a passphrase or a secret makes. Passphrase and secret may change; the key of the rows, and so the rows, stay.
 *
 * @module
 */
import * as v from 'valibot';
import type { KeyMaterial } from '../../../src/contract/encryption.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { DataKey, newKeyNumber, webCipher } from './data-key.ts';

/** PBKDF2 with SHA-256, as https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#pbkdf2 has it. */
const ITERATIONS = 600_000;
/** A row that asks for more was altered: it would keep a person waiting for minutes. */
const MOST_ITERATIONS = 10_000_000;
const SALT_BYTES = 16;

/** A key as it is stored; `number` tells keys of one store apart, the texts are base64. */
export type KeyHeader = { readonly version: 1; readonly number: number } & (
  | { readonly kind: 'device'; readonly key: CryptoKey }
  | { readonly kind: 'passphrase'; readonly salt: string; readonly iterations: number; readonly wrapped: string }
  | { readonly kind: 'secret'; readonly salt: string; readonly wrapped: string }
);
type WrappedHeader = Exclude<KeyHeader, { kind: 'device' }>;

const number = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff_ffff));
const bytes = v.pipe(v.string(), v.base64());
const iterations = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MOST_ITERATIONS));
const common = { version: v.literal(1), number } as const;
const Header: v.GenericSchema<unknown, KeyHeader> = v.variant('kind', [
  v.object({ ...common, kind: v.literal('device'), key: v.custom<CryptoKey>((value) => typeof value === 'object' && value !== null) }),
  v.object({ ...common, kind: v.literal('passphrase'), salt: bytes, iterations, wrapped: bytes }),
  v.object({ ...common, kind: v.literal('secret'), salt: bytes, wrapped: bytes }),
]);

/** Null for what is no header. */
export function headerOf(value: unknown): KeyHeader | null {
  const { success, output } = v.safeParse(Header, value);
  return success ? output : null;
}

/** A key of rows that nobody can read out, and the header that holds it. */
export interface HeldKey {
  readonly header: KeyHeader;
  readonly key: CryptoKey;
}

/** Makes a key of rows. `place` is whose it is. */
export async function createKey(material: KeyMaterial, place: string): Promise<HeldKey> {
  const own = newKeyNumber();
  if (material.kind === 'device') {
    const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
    return { header: { version: 1, number: own, kind: 'device', key }, key };
  }
  const raw = crypto.getRandomValues(new Uint8Array(32));
  try {
    return { header: await wrap(raw, own, material, place), key: await imported(raw) };
  } finally {
    raw.fill(0);
  }
}

/** The key that a header holds; null where the material does not open it. */
export async function openKey(header: KeyHeader, material: KeyMaterial, place: string): Promise<CryptoKey | null> {
  if (header.kind === 'device') return material.kind === 'device' ? header.key : null;
  const raw = await unwrap(header, material, place);
  try {
    return raw && (await imported(raw));
  } finally {
    raw?.fill(0);
  }
}

/** The same key under other material; null where `from` does not open it, or nobody can read it out. */
export async function rewrap(header: KeyHeader, from: KeyMaterial, to: KeyMaterial, place: string): Promise<HeldKey | null> {
  if (header.kind === 'device' || to.kind === 'device') return null;
  const raw = await unwrap(header, from, place);
  try {
    return raw && { header: await wrap(raw, header.number, to, place), key: await imported(raw) };
  } finally {
    raw?.fill(0);
  }
}

type Wrapping = Exclude<KeyMaterial, { kind: 'device' }>;

async function wrap(raw: Uint8Array<ArrayBuffer>, own: number, { kind, base }: Wrapping, place: string): Promise<KeyHeader> {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const wrapping = new DataKey(own, webCipher(await wrappingKey(kind, base, salt, ITERATIONS, place)));
  const wrapped = toBase64(await wrapping.seal(raw, placeOf(place)));
  const made = { version: 1, number: own, salt: toBase64(salt), wrapped } as const;
  return kind === 'passphrase' ? { ...made, kind, iterations: ITERATIONS } : { ...made, kind };
}

async function unwrap(header: WrappedHeader, material: KeyMaterial, place: string): Promise<Uint8Array<ArrayBuffer> | null> {
  if (material.kind !== header.kind) return null;
  const times = header.kind === 'passphrase' ? header.iterations : ITERATIONS;
  const [salt, wrapped] = [fromBase64(header.salt), fromBase64(header.wrapped)];
  if (!salt || !wrapped) return null;
  const wrapping = new DataKey(header.number, webCipher(await wrappingKey(material.kind, material.base, salt, times, place)));
  return wrapping.open(wrapped, placeOf(place)).catch(() => null);
}

function wrappingKey(kind: Wrapping['kind'], base: CryptoKey, salt: Uint8Array<ArrayBuffer>, times: number, place: string): Promise<CryptoKey> {
  // one secret may be that of many users: each gets a key of its own
  const how =
    kind === 'passphrase' ? { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: times } : { name: 'HKDF', hash: 'SHA-256', salt, info: placeOf(place) };
  return crypto.subtle.deriveKey(how, base, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

function placeOf(place: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`memoair-web key ${place}`);
}

function imported(raw: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
}
