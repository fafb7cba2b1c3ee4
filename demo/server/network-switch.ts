/** What stands between a page and the cloud. */
export const NETWORK_STATES = ['online', 'slow', 'failing', 'refusing', 'offline'] as const;
export type NetworkState = (typeof NETWORK_STATES)[number];

/** Browsers whose state is remembered. */
const MOST = 1000;

/** The network of each browser that visits, as its person has set it. Online until somebody says otherwise. */
export class NetworkSwitch {
  readonly #states = new Map<string, NetworkState>();

  of(project: string): NetworkState {
    return this.#states.get(project) ?? 'online';
  }

  set(project: string, state: NetworkState): void {
    this.#states.delete(project);
    if (state === 'online') return;
    this.#states.set(project, state);
    const [oldest] = this.#states.keys();
    if (this.#states.size > MOST && oldest !== undefined) this.#states.delete(oldest);
  }
}

export function isNetworkState(value: unknown): value is NetworkState {
  return NETWORK_STATES.some((state) => state === value);
}
