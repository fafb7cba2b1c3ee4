import type { IncomingHttpHeaders } from 'node:http';

/** Addresses under which programs of this machine alone reach a server. */
export const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost']);

/** False for a name that somebody has pointed at this machine: a page of theirs would be of our origin. */
export function isOurHost({ host = '' }: IncomingHttpHeaders): boolean {
  const address = `http://${host}/`;
  return URL.canParse(address) && LOOPBACK.has(new URL(address).hostname.replace(/^\[|\]$/g, ''));
}

/** Whether a page of this origin calls, or no page at all. Another port of this machine is the same site: its calls carry our cookies. */
export function isOurPage({ origin, host, 'sec-fetch-site': site }: IncomingHttpHeaders): boolean {
  if (origin !== undefined && origin !== `http://${host}`) return false;
  return site === undefined || site === 'same-origin' || site === 'none';
}
