import type { ImportEntry } from '../../src/contract/local.ts';

export type { ImportEntry };

/** Entries of an export: JSON Lines, a JSON list, or `{"items": […]}`. @throws Error that says what is wrong with the file */
export function entriesOf(text: string): readonly ImportEntry[] {
  const whole = parsed(text);
  const found = Array.isArray(whole) ? whole : hasItems(whole) ? whole.items : null;
  const entries: readonly unknown[] = found ?? text.split('\n').flatMap((line, i) => (line.trim() === '' ? [] : [lineOf(line, i)]));
  if (entries.length === 0) throw new Error('There is nothing in this file.');
  const wrong = entries.findIndex((entry) => !isEntry(entry));
  if (wrong >= 0) throw new Error(`Entry ${wrong + 1} is no memory. Each is a JSON object with a text, as an export writes them.`);
  return entries as readonly ImportEntry[];
}

function lineOf(line: string, i: number): unknown {
  const value = parsed(line);
  if (value === undefined) throw new Error(`Line ${i + 1} is not JSON. An export has one JSON object a line.`);
  return value;
}

/** Undefined for what is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function hasItems(value: unknown): value is { readonly items: readonly unknown[] } {
  return typeof value === 'object' && value !== null && 'items' in value && Array.isArray(value.items);
}

/** As far as it matters for asking at all: the runtime asserts the rest, and names the field. */
function isEntry(value: unknown): value is ImportEntry {
  return typeof value === 'object' && value !== null && ('text' in value || 'userText' in value || 'sessionId' in value);
}
