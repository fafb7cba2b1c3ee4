import { ConnectionError } from './errors.ts';

const PATH = '/voice-live/realtime';
const SOCKET_PROTOCOL: Readonly<Record<string, string>> = { 'http:': 'ws:', 'https:': 'wss:', 'ws:': 'ws:', 'wss:': 'wss:' };

/** A parameter of the address; what is null or undefined is left out. */
export type QueryValue = string | number | boolean | null | undefined;

/**
 * The address of a connection: `endpoint`, whose own path and parameters stay, with `/voice-live/realtime` behind it. Later
 * parameters win over earlier ones, and all of them over the endpoint's.
 *
 * @throws ConnectionError voice_live.bad_option
 */
export function addressOf(endpoint: string, ...parameters: readonly Readonly<Record<string, QueryValue>>[]): string {
  const url = urlOf(endpoint);
  const protocol = SOCKET_PROTOCOL[url?.protocol ?? ''];
  if (!url || !protocol) {
    throw new ConnectionError(
      'voice_live.bad_option',
      'endpoint has to be an address that begins with https: or wss:, as the portal of the resource shows it.',
    );
  }
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(Object.assign({}, ...parameters) as Readonly<Record<string, QueryValue>>)) {
    if (value !== null && value !== undefined) query.set(name, String(value));
  }
  for (const [name, value] of url.searchParams) if (!query.has(name)) query.set(name, value);
  const login = url.username ? `${url.username}${url.password ? `:${url.password}` : ''}@` : '';
  return `${protocol}//${login}${url.host}${url.pathname.replace(/\/+$/, '')}${PATH}?${query.toString()}`;
}

function urlOf(text: string): URL | null {
  try {
    return text.startsWith('/') && 'location' in globalThis ? new URL(text, location.origin) : new URL(text);
  } catch {
    return null;
  }
}
