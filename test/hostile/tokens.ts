import type { Variables } from '../support/bad-inputs.ts';
import { written, type Send } from './cases.ts';

const TOKEN = '/v1/voice-sdk/token';

/** Credentials, good and forged, as a cloud makes them for these headers. `later`: what turns its clock past a token's life, where there is such a clock. */
export async function credentialsOf(
  send: Send,
  headers: Readonly<Record<string, string>>,
  keys: { readonly key: string; readonly otherKey: string },
  later?: () => void,
): Promise<Variables> {
  const issue = async (userId: string): Promise<string> => {
    const { text } = await send(written({ method: 'POST', path: TOKEN, body: {} }, {}, { ...headers, 'x-user-id': userId }));
    return (JSON.parse(text) as { token: string }).token;
  };
  const syncTokenOf = async (userId: string): Promise<string> => {
    const { text } = await send(written({ method: 'GET', path: '/v1/voice-sdk/bootstrap' }, {}, { ...headers, 'x-user-id': userId }));
    return (JSON.parse(text) as { syncToken: string }).syncToken;
  };
  const expiredToken = await issue(headers['x-user-id']!);
  later?.();
  const token = await issue(headers['x-user-id']!);
  const [body = '', signature = ''] = token.split('.');
  const forged = btoa(JSON.stringify({ p: headers['x-project-id'], u: 'user_2', x: 9_999_999_999_999, i: true })).replaceAll('=', '');
  return {
    ...keys,
    keyUpper: keys.key.toUpperCase(),
    token,
    expiredToken: later ? expiredToken : `${body}x.${signature}`,
    otherToken: await issue('user_2'),
    forgedToken: `${forged}.${signature}`,
    unsignedToken: `${body}.`,
    syncToken: await syncTokenOf(headers['x-user-id']!),
    otherSyncToken: await syncTokenOf('user_2'),
  };
}
