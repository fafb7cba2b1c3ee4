/** Whose memory the pages under test hold. */
export const WORKSPACE = 'proj_1';
export const USER = 'user_1';
export const AGENT = 'agent_1';

/** What is said in a turn. `words` is its text. */
export interface Said {
  readonly turnId: string;
  readonly words: string;
}

/** A turn that the runtime has acknowledged. */
export interface Acknowledged {
  readonly sessionId: string;
  readonly turnId: string;
  /** Of its event. */
  readonly eventId: string;
}
