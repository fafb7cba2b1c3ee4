/** Plain IndexedDB, as another tab would use it that runs none of our code. */

/** The request's result, or its error. */
export function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('The request failed.')));
  });
}

/** Opens a database at `version`, once nobody holds an older one. */
export function openRaw(name: string, version: number, upgrade?: (database: IDBDatabase) => void): Promise<IDBDatabase> {
  const request = indexedDB.open(name, version);
  request.addEventListener('upgradeneeded', () => upgrade?.(request.result));
  return settled(request);
}

/** The browser's own factory, but for its `open`. */
export function factoryWith(open: IDBFactory['open']): IDBFactory {
  const own = indexedDB;
  return { open, cmp: (a, b) => own.cmp(a, b), databases: () => own.databases(), deleteDatabase: (name) => own.deleteDatabase(name) };
}

/** The browser's own factory, which remembers the handles it gave out. */
export function recordingFactory(): { factory: IDBFactory; handles: IDBDatabase[] } {
  const handles: IDBDatabase[] = [];
  const open = (name: string, version?: number): IDBOpenDBRequest => {
    const request = indexedDB.open(name, version);
    request.addEventListener('success', () => handles.push(request.result));
    return request;
  };
  return { factory: factoryWith(open), handles };
}
