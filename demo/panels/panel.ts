import type { Conversation } from '../conversation.ts';
import type { DemoIdentity } from '../identity.ts';
import type { Session } from '../session.ts';
import type { StatusLoop } from '../status-loop.ts';

/** What every view of the page may use. */
export interface PageParts {
  readonly identity: DemoIdentity;
  readonly session: Session;
  readonly status: StatusLoop;
  readonly conversation: Conversation;
  /** Tells a person who listens instead of looking: a polite live region. */
  readonly announce: (text: string) => void;
}

/** A view beside the conversation. */
export interface Panel {
  /** The view was opened, again and again. */
  show(): void;
  /** It was left: loops end, work that was begun goes on or is cancelled by the person alone. */
  hide?(): void;
}

/** Builds a view in `host`, an empty section that has a heading already. Nothing is asked of the runtime before it is shown. */
export type MountPanel = (host: HTMLElement, parts: PageParts) => Panel;
