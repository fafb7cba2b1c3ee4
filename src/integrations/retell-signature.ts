import { hmacMatches } from './calls/signature.ts';

/** Retell's own tolerance: a request that is older, or that comes from further in the future, is refused. */
const WINDOW_MS = 300_000;

/** Why a request is not Retell's. */
export type RetellSignatureFault = 'unsigned' | 'malformed' | 'expired' | 'mismatch';

/**
 * Whether Retell signed a webhook: `v=<unix ms>,d=<hex HMAC-SHA256 of body and time>`, not more than five minutes ago.
 *
 * @param body the request's body exactly as it came
 * @param signature the header `x-retell-signature`
 * @param key the API key that has the webhook badge in Retell's dashboard
 * @param now epoch milliseconds
 */
export async function verifyRetellSignature(
  body: Uint8Array | string,
  signature: string | null | undefined,
  key: string,
  now: number = Date.now(),
): Promise<boolean> {
  return (await retellSignatureFault(body, signature, key, now)) === null;
}

/** The same, saying what is wrong; null where nothing is. */
export async function retellSignatureFault(
  body: Uint8Array | string,
  signature: string | null | undefined,
  key: string,
  now: number = Date.now(),
): Promise<RetellSignatureFault | null> {
  if (!signature) return 'unsigned';
  const [, time = '', digest = ''] = /^v=(\d{1,15}),d=([0-9a-f]{64})$/i.exec(signature.trim()) ?? [];
  if (digest === '') return 'malformed';
  if (Math.abs(now - Number(time)) > WINDOW_MS) return 'expired';
  return (await hmacMatches(key, [body, String(Number(time))], digest)) ? null : 'mismatch';
}
