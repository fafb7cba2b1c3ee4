/** What the server of this page has beside it. */
interface Beside {
  /** The reference cloud answers under /cloud. */
  readonly cloud: boolean;
  /** Where a language model may be asked: the page's policy lets it through. Null: nowhere. */
  readonly llmOrigin: string | null;
}

/**
 * Options of a runtime whose memory is mirrored to the cloud beside this page; none where the page is served without one. It is known
 * at once, and without a network: the server wrote it into a cookie as it gave the page.
 */
export function cloudBeside(): { readonly cloudBaseUrl?: string } {
  return beside().cloud ? { cloudBaseUrl: '/cloud' } : {};
}

/** The one origin beside this page's own that its policy lets it ask, or null. */
export function llmOrigin(): string | null {
  return beside().llmOrigin;
}

function beside(): Beside {
  const name = `memoair-beside-${location.port}=`;
  const found = document.cookie.split('; ').find((cookie) => cookie.startsWith(name));
  try {
    const { cloud, llmOrigin: origin } = JSON.parse(decodeURIComponent(found?.slice(name.length) ?? '{}')) as Partial<Record<keyof Beside, unknown>>;
    return { cloud: cloud === true, llmOrigin: typeof origin === 'string' ? origin : null };
  } catch {
    // a cookie that another program of this machine has written
    return { cloud: false, llmOrigin: null };
  }
}
