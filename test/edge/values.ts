/** JSON that keeps bytes, and numbers that are not finite. */
export function writeValue(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (item instanceof Uint8Array) return { $bytes: btoa(Array.from(item, (byte) => String.fromCharCode(byte)).join('')) };
    return typeof item === 'number' && !Number.isFinite(item) ? { $number: String(item) } : item;
  });
}

export function readValue(text: string): unknown {
  return JSON.parse(text, (_key, item: unknown) => {
    if (typeof item !== 'object' || item === null) return item;
    if ('$bytes' in item) return Uint8Array.from(atob(String(item.$bytes)), (character) => character.charCodeAt(0));
    return '$number' in item ? Number(item.$number) : item;
  });
}
