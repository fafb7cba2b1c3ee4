import { keepSetting, recallSetting, type Place } from './shell/kept.ts';

/** Who this browser is to the runtime. */
export interface DemoIdentity {
  readonly workspaceId: string;
  readonly userId: string;
}

const USER = 'user';
const SESSION = 'session';
const FRAME_SESSION = 'frame-session';

/** The person that the page's address names (`?as=Ines`); empty: the one whose browser this is. */
export function namedPerson(): string {
  return new URLSearchParams(location.search).get('as') ?? '';
}

/** The page shows itself inside itself (`?embedded`). */
export function isEmbedded(): boolean {
  return new URLSearchParams(location.search).has('embedded');
}

/** The same random user for as long as this browser keeps its data; another one for each name. */
export function demoIdentity(): DemoIdentity {
  return { workspaceId: 'demo', userId: kept('localStorage', keyOf(USER, namedPerson()), () => `user-${crypto.randomUUID()}`) };
}

/** This tab's session: a reload goes on with it, another tab has its own. */
export function currentSession(): string {
  return kept('sessionStorage', sessionKey(), newSessionId);
}

/** Gives this tab a session of its own that has not been used. */
export function replaceSession(): string {
  const id = newSessionId();
  keepSetting(sessionKey(), id, 'sessionStorage');
  return id;
}

/** A frame shares its tab's storage, and is a tab of its own nevertheless. */
const sessionKey = (): string => keyOf(isEmbedded() ? FRAME_SESSION : SESSION, namedPerson());
const keyOf = (...parts: readonly string[]): string => parts.filter(Boolean).join(':');
const newSessionId = (): string => `session-${crypto.randomUUID()}`;

/** Where storage is refused the page works, as someone new each time. */
function kept(place: Place, name: string, make: () => string): string {
  const known = recallSetting(name, place);
  if (known !== null) return known;
  const made = make();
  keepSetting(name, made, place);
  return made;
}
