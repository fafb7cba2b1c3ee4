import type { EventRow } from './store/schema.ts';

/**
 * The files of a session, where there is a file system: a copy of what the store holds, for people and tools to read.
 * The store is the truth, so a journal that cannot be written costs an incident and nothing else.
 */
export interface Journal {
  /** Appends a committed event to its session's `session.jsonl`. Called before the call that wrote it is acknowledged. */
  append(event: EventRow): Promise<void>;
  /** Writes `working_brief.json` of a session: what it was about so far. */
  brief(sessionId: string, brief: string, turns: number): Promise<void>;
  /** Makes the file of a session again where it lacks events, as after a crash between commit and append. */
  mend(sessionId: string, events: readonly EventRow[]): Promise<void>;
  /** Deletes the files of a session; all of them when none is named. */
  forget(sessionId?: string): Promise<void>;
}
