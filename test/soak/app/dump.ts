/** Everything that the origin's databases hold, keys and indexes too, as text: bytes as the characters of their numbers. */
export async function dumpDatabases(): Promise<string> {
  const lines: string[] = [];
  for (const { name } of await indexedDB.databases()) {
    const database = await answer(indexedDB.open(name!));
    for (const store of database.objectStoreNames) {
      const rows = database.transaction(store).objectStore(store);
      const [keys, values] = await Promise.all([answer(rows.getAllKeys()), answer(rows.getAll())]);
      lines.push(`${name}/${store}`, JSON.stringify(keys));
      for (const value of values as unknown[]) lines.push(JSON.stringify(value, (_key, each: unknown) => (ArrayBuffer.isView(each) ? characters(each) : each)));
    }
    database.close();
  }
  return lines.join('\n');
}

function characters({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  return Array.from(new Uint8Array(buffer, byteOffset, byteLength), (byte) => String.fromCharCode(byte)).join('');
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('no answer')));
  });
}
