interface TrustedTypes {
  createPolicy(name: 'default', rules: { createScriptURL(url: string): string }): unknown;
}

/**
 * Lets this worker start threads where its page's policy is sent with the worker's script too: under
 * `require-trusted-types-for 'script'` a thread's address has to pass a policy of the worker's own. Scripts come from where the page
 * or this script is, and from nowhere else.
 */
export function trustOwnScripts(): void {
  const { trustedTypes, crossOriginIsolated } = globalThis as { trustedTypes?: TrustedTypes; crossOriginIsolated?: boolean };
  // elsewhere no thread is started, and a policy that trusted-types does not name would be reported
  if (!crossOriginIsolated) return;
  const own = new Set([location.origin, new URL(import.meta.url).origin]);
  try {
    trustedTypes?.createPolicy('default', {
      createScriptURL: (url) => {
        if (own.has(new URL(url, location.href).origin)) return url;
        throw new TypeError('Threads are started from scripts of this origin alone.');
      },
    });
  } catch {
    // trusted-types does not name `default`: one thread computes
  }
}
