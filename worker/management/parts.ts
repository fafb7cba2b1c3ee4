import type { Journal } from '../journal.ts';
import type { Log } from '../log.ts';
import type { Segments } from '../segments/segments.ts';
import type { UserMemory } from '../user-memory.ts';

/** What the management of one user's memory works on. */
export interface ManagementParts {
  readonly log: Log;
  readonly memory: UserMemory;
  readonly segments: Segments;
  readonly newId: (prefix: string) => string;
  /** ISO 8601. */
  readonly now: () => string;
  /** Where sessions have files: they are made again without what was forgotten. */
  readonly journal?: Journal | null;
}
