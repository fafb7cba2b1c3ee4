import type { SqlValue } from './sqlite-driver.ts';

const SURROGATE = /[\ud800-\udfff]/;

/**
 * A key as SQLite sorts it the way of `compareKeys`: numbers before strings, strings by UTF-16 code unit. Text would be
 * sorted by UTF-8, which puts U+E000 before what lies beyond the basic plane; some bindings cut it at U+0000, and a lone
 * surrogate has no UTF-8. So strings are stored as the bytes of their code units, each in the form that UTF-8 gives it:
 * CESU-8, the same as UTF-8 for all but emoji and rare letters, so that a person can still read them.
 */
export function sqlKey(key: string | number): SqlValue {
  if (typeof key === 'number') return key;
  return SURROGATE.test(key) ? codeUnits(key) : new TextEncoder().encode(key);
}

function codeUnits(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) bytes[length++] = unit;
    else {
      if (unit < 0x8_00) bytes[length++] = 0xc0 | (unit >> 6);
      else {
        bytes[length++] = 0xe0 | (unit >> 12);
        bytes[length++] = 0x80 | ((unit >> 6) & 0x3f);
      }
      bytes[length++] = 0x80 | (unit & 0x3f);
    }
  }
  return bytes.subarray(0, length);
}
