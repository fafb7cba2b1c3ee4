/** Who this browser is to the runtime. */
export interface DemoIdentity {
  readonly workspaceId: string;
  readonly userId: string;
}

const USER = 'memoair-demo-user';
const SESSION = 'memoair-demo-session';
const FRAME_SESSION = 'memoair-demo-frame-session';

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
  keep('sessionStorage', sessionKey(), id);
  return id;
}

/** A frame shares its tab's storage, and is a tab of its own nevertheless. */
const sessionKey = (): string => keyOf(isEmbedded() ? FRAME_SESSION : SESSION, namedPerson());
const keyOf = (...parts: readonly string[]): string => parts.filter(Boolean).join(':');
const newSessionId = (): string => `session-${crypto.randomUUID()}`;

type Place = 'localStorage' | 'sessionStorage';

function kept(place: Place, key: string, make: () => string): string {
  try {
    const known = globalThis[place].getItem(key);
    if (known !== null) return known;
  } catch {
    // storage is refused: the page works, as someone new each time
  }
  const made = make();
  keep(place, key, made);
  return made;
}

function keep(place: Place, key: string, value: string): void {
  try {
    globalThis[place].setItem(key, value);
  } catch {
    // as above
  }
}
