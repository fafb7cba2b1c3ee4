import { readFileSync } from 'node:fs';
import { expand } from '../support/bad-inputs.ts';

/** A text as someone would store it who wants it to be read as anything but text. */
export interface Injection {
  readonly family: string;
  /** A harmless word of it that no other text has: what it is looked for by. */
  readonly word: string;
  readonly text: string;
}

const rows = JSON.parse(readFileSync(new URL('texts.json', import.meta.url), 'utf8')) as readonly (Omit<Injection, 'text'> & { readonly text: unknown })[];

/** The texts of texts.json, long ones written out. */
export const INJECTIONS: readonly Injection[] = rows.map(({ text, ...rest }) => ({ ...rest, text: expand(text, {}) as string }));
