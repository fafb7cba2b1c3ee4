import { createHash, randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/**
 * Cookies of this server. A browser sends them to every port of a host, so their names hold the port: two servers on one machine do not
 * mix up their visitors.
 */
const BROWSER = 'memoair-browser';
const BESIDE = 'memoair-beside';
const YEAR_S = 31_536_000;

/** What a page is told of what stands beside it; see demo/cloud-beside.ts. */
export interface Beside {
  readonly cloud: boolean;
  readonly llmOrigin: string | null;
}

/** Values of `Set-Cookie` for whoever fetches the page: what is beside it, and once a secret that no script can read. */
export function cookiesFor(headers: IncomingHttpHeaders, beside: Beside): string[] {
  const told = `${BESIDE}-${portOf(headers)}=`;
  const some = beside.cloud || beside.llmOrigin !== null;
  if (!some) return cookieOf(headers, told) === undefined ? [] : [`${told}; Path=/; SameSite=Strict; Max-Age=0`];
  const cookies = [`${told}${encodeURIComponent(JSON.stringify(beside))}; Path=/; SameSite=Strict; Max-Age=${YEAR_S}`];
  // Lax: a visit by a link of another site would not show a Strict one, and be given a new one that the cloud does not know
  if (beside.cloud && projectOf(headers) === null)
    cookies.push(`${BROWSER}-${portOf(headers)}=${randomBytes(32).toString('base64url')}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${YEAR_S}`);
  return cookies;
}

/** The project of this browser's people in the cloud, named by a hash of its secret; null for one that has none. */
export function projectOf(headers: IncomingHttpHeaders): string | null {
  const secret = cookieOf(headers, `${BROWSER}-${portOf(headers)}=`);
  if (secret === undefined || !/^[\w-]{43}$/.test(secret)) return null;
  return `demo-${createHash('sha256').update(secret).digest('base64url')}`;
}

/** As the page's own address has it: what listens may be reached over another one. */
function portOf({ host = '' }: IncomingHttpHeaders): string {
  return new URL(`http://${host}/`).port;
}

function cookieOf({ cookie = '' }: IncomingHttpHeaders, start: string): string | undefined {
  return cookie
    .split('; ')
    .find((pair) => pair.startsWith(start))
    ?.slice(start.length);
}
