/** Few enough arguments for any engine's call stack. */
const CHUNK = 0x8000;

/** The bytes of a view as base64, as services take audio. */
export function bytesToBase64(bytes: ArrayBufferView): string {
  const { buffer, byteOffset, byteLength } = bytes;
  let binary = '';
  for (let at = 0; at < byteLength; at += CHUNK) {
    binary += String.fromCharCode(...new Uint8Array(buffer, byteOffset + at, Math.min(CHUNK, byteLength - at)));
  }
  return btoa(binary);
}

/** @throws TypeError for what is not base64 */
export function base64ToBytes(text: string): Uint8Array<ArrayBuffer> {
  if (!isBase64(text)) throw new TypeError('This is not base64: it has a character, a length or a padding that base64 does not have.');
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

/** The usual alphabet, padded, without line breaks: what travels in events. */
export function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}
