/** How the way to the cloud is, as a person has set it. */
export const NETWORK_STATES = ['online', 'slow', 'failing', 'refusing', 'offline'] as const;
export type NetworkState = (typeof NETWORK_STATES)[number];

/** What the cloud beside this page has of the user. */
export interface CloudHolds {
  readonly events: number;
  readonly turns: number;
  readonly facts: number;
  readonly chunks: number;
  readonly latest: readonly { readonly id: string; readonly kind: 'episode' | 'fact'; readonly text: string; readonly at: string }[];
}

export interface CloudBeside {
  readonly state: NetworkState;
  readonly holds: CloudHolds;
}

const SWITCH = '/cloud-switch';

/** The switch and what the cloud holds. Null where this page is served without one, or its server is gone. */
export const readCloud = (userId: string): Promise<CloudBeside | null> => ask(userId);

export const setNetwork = (userId: string, state: NetworkState): Promise<CloudBeside | null> =>
  ask(userId, { method: 'POST', body: JSON.stringify({ state }) });

async function ask(userId: string, init: RequestInit = {}): Promise<CloudBeside | null> {
  try {
    const response = await fetch(SWITCH, { ...init, headers: { 'content-type': 'application/json', 'x-user-id': userId } });
    // hosts of files alone answer with a page
    if (!response.ok || !response.headers.get('content-type')?.startsWith('application/json')) return null;
    return (await response.json()) as CloudBeside;
  } catch {
    return null;
  }
}
