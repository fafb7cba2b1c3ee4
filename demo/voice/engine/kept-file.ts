import type { VoiceFile } from '../model-files.ts';

const CACHE = 'memoair-voice';

/**
 * A file of the voice: what this browser keeps of it, else fetched, checked and kept from then on, with or without a network.
 *
 * @param onBytes is told how many have come, all of them at once where it was kept
 * @throws Error that says what to do
 */
export async function keptFile(address: string, file: VoiceFile, onBytes: (received: number) => void): Promise<Uint8Array<ArrayBuffer>> {
  // refused in some private windows: it is then fetched each time
  const cache = await caches.open(CACHE).catch(() => null);
  const kept = await cache?.match(address);
  if (kept) {
    onBytes(file.bytes);
    return new Uint8Array(await kept.arrayBuffer());
  }
  const bytes = await fetchFile(address, file, onBytes);
  // no room: it works all the same, as long as there is a network
  await cache?.put(address, new Response(bytes)).catch(() => undefined);
  return bytes;
}

/** Whether this browser keeps it. */
export async function isKept(address: string): Promise<boolean> {
  return (await caches.match(address, { cacheName: CACHE }).catch(() => undefined)) !== undefined;
}

async function fetchFile(address: string, { name, bytes, sha256 }: VoiceFile, onBytes: (received: number) => void): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(address).catch(() => null);
  if (!response?.ok || !response.body)
    throw new Error('The voice model is not on this device yet, and the server that has it does not answer. Try again online.');
  const file = new Uint8Array(bytes);
  let received = 0;
  // not every browser goes through a stream by `for await`
  const reader = response.body.getReader();
  for (let { value } = await reader.read(); value; { value } = await reader.read()) {
    if (received + value.length > bytes) throw damaged(name);
    file.set(value, received);
    onBytes((received += value.length));
  }
  if (received < bytes || (await sha256Of(file)) !== sha256) throw damaged(name);
  return file;
}

async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const damaged = (name: string): Error => new Error(`${name} came damaged. Try again; if it stays so, restart the server.`);
