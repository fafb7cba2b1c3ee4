import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The half that is developed on, and the one that decides. */
export type Half = 'open' | 'sealed';

/** A fact that a careful person would write down. It is found by a text with one of `accept` in it, at the start of a word and in any case. */
export interface ExpectedFact {
  readonly about: string;
  readonly value: string;
  readonly accept: readonly string[];
}

/** One turn of a user, with what it says that lasts and what it says is over. */
export interface Statement {
  readonly id: string;
  readonly said: string;
  readonly facts: readonly ExpectedFact[];
  /** Neither asked for nor wrong. */
  readonly optional?: readonly ExpectedFact[];
  readonly ends: readonly { readonly about: string; readonly value: string }[];
  readonly tags: readonly string[];
}

/** Two turns, and what has become of the first one's fact after the second. */
export interface Pair {
  readonly id: string;
  readonly first: string;
  readonly then: string;
  readonly expect: 'superseded' | 'ended' | 'both' | 'unchanged';
  readonly old: string;
  readonly new?: string;
}

/** Something that an assistant says. */
export interface AssistantLine {
  readonly id: string;
  readonly text: string;
}

export interface Cases {
  readonly statements: readonly Statement[];
  readonly pairs: readonly Pair[];
  readonly assistant: readonly AssistantLine[];
}

async function rows<T>(file: string): Promise<readonly T[]> {
  const text = await readFile(file, 'utf8');
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as T);
}

/** Where the rows of one measurement lie. */
export interface CaseFiles {
  readonly statements: string;
  readonly pairs: string;
  readonly assistant: string;
}

/** One half of the set, and the assistant's lines, which both share. */
export const filesOf = (folder: string, half: Half): CaseFiles => ({
  statements: join(folder, `statements-${half}.jsonl`),
  pairs: join(folder, `supersession-${half}.jsonl`),
  assistant: join(folder, 'assistant-lines.jsonl'),
});

/** Reads the rows of three files. */
export async function readFiles(files: CaseFiles): Promise<Cases> {
  const [statements, pairs, assistant] = await Promise.all([rows<Statement>(files.statements), rows<Pair>(files.pairs), rows<AssistantLine>(files.assistant)]);
  return { statements, pairs, assistant };
}

/** Reads one half of the set. */
export const readCases = (folder: string, half: Half): Promise<Cases> => readFiles(filesOf(folder, half));
