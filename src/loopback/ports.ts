const LOOPBACK_HOSTS = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * The loopback port that a URL addresses, in whatever spelling (127.0.0.1, localhost, [::1]; the URL parser has
 * already folded 0x7f.1 and the like), or undefined for any other address.
 */
export function loopbackPort(url: URL): number | undefined {
  if (url.protocol !== 'http:' || !LOOPBACK_HOSTS.has(url.hostname)) return undefined;
  return url.port === '' ? 80 : Number(url.port);
}
