let told = false;

/** Says once that a page gives its key away: an account's key opens the memory of all its users. */
export function warnOfKeyInPage(): void {
  if (told || !('document' in globalThis)) return;
  told = true;
  console.warn('memoair-web: whoever opens this page can read its apiKey. Give getToken() instead, or send the calls through a proxy of your own.');
}
