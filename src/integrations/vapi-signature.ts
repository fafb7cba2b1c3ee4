import { hmacMatches, sameText } from './calls/signature.ts';

/**
 * Whether `signature` is the hexadecimal HMAC-SHA256 of the body under this secret, bare or with `sha256=` before it. False
 * when anything is missing.
 *
 * @param body the request's body exactly as it came
 * @param signature the header `x-vapi-signature`
 */
export async function verifyVapiSignature(body: Uint8Array | string, signature: string | null | undefined, secret: string): Promise<boolean> {
  if (body.length === 0 || !signature || secret === '') return false;
  return hmacMatches(secret, [body], signature.trim().replace(/^sha256=/i, ''));
}

/** Why a request is not Vapi's. */
export type VapiSignatureFault = 'unsigned' | 'mismatch';

/**
 * What is wrong with a request's credential, or null: `x-vapi-signature` where Vapi signs, else the secret itself, as
 * `x-vapi-secret` or as a bearer token, which Vapi can be told to send instead.
 */
export async function vapiSignatureFault(headers: Headers, body: Uint8Array, secret: string): Promise<VapiSignatureFault | null> {
  const signature = headers.get('x-vapi-signature');
  if (signature !== null) return (await verifyVapiSignature(body, signature, secret)) ? null : 'mismatch';
  const given = headers.get('x-vapi-secret') ?? /^Bearer +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1];
  if (!given) return 'unsigned';
  return (await sameText(given, secret)) ? null : 'mismatch';
}
