/** Who this browser is to the runtime. */
export interface DemoIdentity {
  readonly workspaceId: string;
  readonly userId: string;
}

const USER = 'memoair-demo-user';
const SESSION = 'memoair-demo-session';

/** The same random user for as long as this browser keeps its data. */
export function demoIdentity(): DemoIdentity {
  return { workspaceId: 'demo', userId: kept('localStorage', USER, () => `user-${crypto.randomUUID()}`) };
}

/** This tab's session: a reload goes on with it, another tab has its own. */
export function currentSession(): string {
  return kept('sessionStorage', SESSION, newSessionId);
}

/** Gives this tab a session of its own that has not been used. */
export function replaceSession(): string {
  const id = newSessionId();
  keep('sessionStorage', SESSION, id);
  return id;
}

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
