import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { groupBy } from './group-by.ts';

/** A record of a set: a line of a talk, a fact or a passage of a document. */
export interface Doc {
  readonly id: string;
  /** Whose it is: a question is asked of its own group alone. */
  readonly group: string;
  readonly text?: string;
  readonly caption?: string;
  readonly speaker?: string;
  readonly role?: 'user' | 'assistant';
  readonly date?: string;
  readonly memoryId?: string;
  readonly matchKey?: string;
  readonly validFrom?: string;
}

export interface Question {
  readonly id: string;
  readonly group: string;
  readonly query: string;
  /** What the speaker said before in the same session. */
  readonly history?: readonly string[];
  /** Ids of the records that answer it. */
  readonly relevant: readonly string[];
  /** False for a question whose evidence was found to be doubtful: asked, and not counted. */
  readonly headline?: boolean;
}

export interface Group {
  readonly id: string;
  readonly docs: readonly Doc[];
  readonly questions: readonly Question[];
}

export interface DataLimits {
  /** So many questions of the set, at even strides. */
  readonly questions?: number;
  /** So many of its groups, from the first on. */
  readonly groups?: number;
  /** So many records of each group, from the first on, and the questions that these answer. */
  readonly docs?: number;
}

/** The groups of a set that something is asked of. */
export async function readSet(folder: string, limits: DataLimits = {}): Promise<Group[]> {
  const [docs, questions] = await Promise.all([readLines<Doc>(join(folder, 'corpus.jsonl')), readLines<Question>(join(folder, 'queries.jsonl'))]);
  const kept = new Map([...groupBy(docs, ({ group }) => group)].slice(0, limits.groups).map(([id, all]) => [id, all.slice(0, limits.docs)]));
  const ids = new Set([...kept.values()].flat().map(({ id }) => id));
  const answered = questions.filter(({ group, relevant }) => kept.has(group) && (limits.docs === undefined || relevant.every((id) => ids.has(id))));
  const asked = groupBy(atEvenStrides(answered, limits.questions), ({ group }) => group);
  return [...asked].map(([id, some]) => ({ id, docs: kept.get(id)!, questions: some }));
}

/** A record as a person would read it. */
export function render({ speaker, text = '', caption }: Doc): string {
  return `${speaker ? `${speaker}: ` : ''}${text}${caption ? ` [photo: ${caption}]` : ''}`;
}

/** A text as two texts are compared. */
export const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();

async function readLines<T>(file: string): Promise<T[]> {
  const text = await readFile(file, 'utf8');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);
}

function atEvenStrides<T>(all: readonly T[], limit: number = all.length): T[] {
  if (all.length <= limit) return [...all];
  const step = all.length / limit;
  return Array.from({ length: limit }, (_, i) => all[Math.floor(i * step)]!);
}
