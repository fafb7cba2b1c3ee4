/** What the process is asked to hold: so many users of one workspace, each with so many turns, and its documents (at most 100). */
export interface UsersRequest {
  readonly users: number;
  readonly turns: number;
  readonly documents: number;
}

/** Bytes of the process once everything is embedded and garbage is collected. */
export interface UsersMeasured {
  readonly rss: number;
  /** Objects and buffers that JavaScript holds. */
  readonly held: number;
}

export type FromUsers = { readonly kind: 'phase'; readonly text: string } | ({ readonly kind: 'result' } & UsersMeasured);
