import { warnOfKeyInPage } from '../../runtime/key-in-page.ts';
import { ConnectionError } from './errors.ts';

/** The key of the resource. It is sent as a header, which no page can: for servers. */
export interface KeyCredential {
  readonly key: string;
}

/** Gives a short-lived token of Microsoft Entra; a credential of `@azure/identity` is one. Asked once per connection. */
export interface TokenCredential {
  getToken(scopes: readonly string[]): Promise<TokenAnswer> | TokenAnswer;
}

/** The token alone, or as the vendor's credentials give it. */
export type TokenAnswer = string | { readonly token: string } | null;

/** Who asks; null where `endpoint` is a proxy of your own that adds it. */
export type Credential = KeyCredential | TokenCredential | null;

export const DEFAULT_SCOPES: readonly string[] = ['https://ai.azure.com/.default'];

/** A credential as it can be sent. */
export interface Proof {
  readonly kind: 'key' | 'token';
  readonly value: string;
}

/** @throws ConnectionError voice_live.bad_option or voice_live.no_token */
export async function proofOf(credential: Credential, scopes: readonly string[]): Promise<Proof | null> {
  if (credential === null) return null;
  if (typeof credential === 'object' && 'key' in credential && typeof credential.key === 'string' && credential.key)
    return { kind: 'key', value: credential.key };
  if (typeof credential === 'object' && 'getToken' in credential && typeof credential.getToken === 'function') {
    return { kind: 'token', value: await tokenOf(credential, scopes) };
  }
  throw new ConnectionError('voice_live.bad_option', 'credential has to be { key }, { getToken }, or null where endpoint is a proxy of your own that adds it.');
}

async function tokenOf(credential: TokenCredential, scopes: readonly string[]): Promise<string> {
  let answer: TokenAnswer;
  try {
    answer = await credential.getToken([...scopes]);
  } catch (thrown) {
    throw new ConnectionError('voice_live.no_token', 'getToken failed: see cause.', { cause: thrown });
  }
  const token = typeof answer === 'object' ? answer?.token : answer;
  if (!token) throw new ConnectionError('voice_live.no_token', 'getToken gave no token. Sign in again.');
  return token;
}

/** As headers of the handshake. */
export function proofHeaders(proof: Proof | null): Record<string, string> {
  if (!proof) return {};
  return proof.kind === 'key' ? { 'api-key': proof.value } : { Authorization: `Bearer ${proof.value}` };
}

/**
 * As parameters of the address, for a page: a token as the vendor's own client for browsers sends it. A key never, unless that
 * was asked for: it does not expire, and addresses end up in logs.
 *
 * @throws ConnectionError voice_live.not_possible_here
 */
export function proofQuery(proof: Proof | null, keyInUrl: boolean): Record<string, string> {
  if (!proof) return {};
  if (proof.kind === 'token') return { authorization: `Bearer ${proof.value}` };
  if (keyInUrl) {
    warnOfKeyInPage();
    return { 'api-key': proof.value };
  }
  throw new ConnectionError(
    'voice_live.not_possible_here',
    'A page cannot send the header api-key. Give getToken(), which asks your server for a short-lived token, or credential: null with a proxy of your own as endpoint; ' +
      'keyInUrl: true puts the key into the address, where others may read it.',
  );
}
