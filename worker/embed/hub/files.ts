/** Keeps small files of models by their address, so that a model is there offline. */
export interface FileKeeper {
  match(url: string): Promise<Uint8Array | null>;
  put(url: string, bytes: Uint8Array): Promise<void>;
}

export interface HubAddress {
  readonly id: string;
  readonly revision: string;
  readonly host: string;
}

/** The small files of one model. */
export interface HubFiles {
  /** The file's bytes; null when the model has none of that name. */
  read(name: string): Promise<Uint8Array | null>;
  /** The file as an object; null when there is none, or it is no object. */
  json(name: string): Promise<Readonly<Record<string, unknown>> | null>;
}

export function hubFiles({ id, revision, host }: HubAddress, keeper: FileKeeper, signal: AbortSignal): HubFiles {
  const read = async (name: string): Promise<Uint8Array | null> => {
    const url = new URL(`${id}/resolve/${encodeURIComponent(revision)}/${name}`, host).href;
    const kept = await keeper.match(url);
    if (kept) return kept.length > 0 ? kept : null;
    const response = await fetch(url, { credentials: 'omit', signal });
    if (!response.ok && response.status !== 404)
      throw new Error(`${name} of ${id} could not be fetched (HTTP ${response.status}). Check the model's id, revision and host.`);
    // a file that is not there is kept as an empty one
    const bytes = response.ok ? new Uint8Array(await response.arrayBuffer()) : new Uint8Array();
    await keeper.put(url, bytes).catch(() => undefined);
    return response.ok ? bytes : null;
  };
  return {
    read,
    json: async (name) => {
      const bytes = await read(name);
      const value: unknown = bytes && JSON.parse(new TextDecoder().decode(bytes));
      return typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown> | null) : null;
    },
  };
}

const CACHE = 'memoair-web-hub';

/** Keeps files in Cache Storage; where there is none, nothing is kept. */
export const webKeeper: FileKeeper = {
  match: async (url) => {
    const kept = await (await openCache())?.match(url);
    return kept ? new Uint8Array(await kept.arrayBuffer()) : null;
  },
  put: async (url, bytes) => (await openCache())?.put(url, new Response(bytes as Uint8Array<ArrayBuffer>)),
};

async function openCache(): Promise<Cache | null> {
  return 'caches' in globalThis ? caches.open(CACHE).catch(() => null) : null;
}
