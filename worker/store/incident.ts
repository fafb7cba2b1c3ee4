/** Something that a store lived through and that a person may want to know. */
export interface StoreIncident {
  /**
   * - `connection-lost`: the browser dropped the database handle; it is opened again and the operation repeated.
   * - `version-change`: another tab upgrades or deletes the database; the handle was closed so that it can.
   * - `blocked`: opening waits for another tab that still holds an older version open.
   * - `head-damaged`: the row that tells where the log ends was no number, or too low a one; it was made again from the log.
   */
  readonly code: 'connection-lost' | 'version-change' | 'blocked' | 'head-damaged';
  /** Name of the database. */
  readonly database: string;
  /** What the failed operation threw, where there was one. */
  readonly cause?: unknown;
}

/** Hears of every {@link StoreIncident}; must not throw. */
export type IncidentListener = (incident: StoreIncident) => void;
