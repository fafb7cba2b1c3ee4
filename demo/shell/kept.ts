/** For this browser, or for this tab. */
export type Place = 'localStorage' | 'sessionStorage';

/** What this browser (or, in `sessionStorage`, this tab) was told to remember of the page itself; null where it refuses storage. */
export function recallSetting(name: string, place: Place = 'localStorage'): string | null {
  try {
    return globalThis[place].getItem(`memoair-demo-${name}`);
  } catch {
    return null;
  }
}

/** Null forgets it. Where storage is refused the page works, and starts anew each time. */
export function keepSetting(name: string, value: string | null, place: Place = 'localStorage'): void {
  try {
    if (value === null) globalThis[place].removeItem(`memoair-demo-${name}`);
    else globalThis[place].setItem(`memoair-demo-${name}`, value);
  } catch {
    // as above
  }
}
