import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSet, type Doc, type Group, type Question } from '../retrieval/data.ts';
import { DATA } from '../retrieval/paths.ts';
import { ROWS, type Row } from '../retrieval/rows.ts';
import { mishear } from './mishear.ts';
import { Vocabulary } from './vocabulary.ts';

/** Shares of words that come out wrong. */
export const RATES = [0, 0.1, 0.25, 0.5] as const;

export type Heard = 'questions' | 'records' | 'both';

const SETS = ['locomo-turns', 'banking77'] as const;
const CONVERSATIONS = 2;
const VOCABULARY = ['locomo-turns', 'locomo-facts', 'banking77', 'pubmedqa', 'xquad-en'];
const SEED = 'memoair';

export interface Set {
  readonly row: Row;
  readonly groups: readonly Group[];
}

export async function readSets(): Promise<Set[]> {
  return Promise.all(
    SETS.map(async (set) => ({
      row: ROWS.find(({ id }) => id === set)!,
      groups: await readSet(join(DATA, set), { groups: CONVERSATIONS }),
    })),
  );
}

export function readVocabulary(): Vocabulary {
  return new Vocabulary(VOCABULARY.map((set) => readFileSync(join(DATA, set, 'corpus.jsonl'), 'utf8')));
}

/** The groups as they are when a recogniser stood between the speaker and what is stored, what is asked, or both. A speaker's name is no speech. */
export function misheard(groups: readonly Group[], what: Heard, rate: number, vocabulary: Vocabulary): Group[] {
  const hear = (text: string): string => mishear(text, { rate, vocabulary, seed: SEED });
  const record = (doc: Doc): Doc => (doc.text === undefined ? doc : { ...doc, text: hear(doc.text) });
  const question = (asked: Question): Question => ({ ...asked, query: hear(asked.query) });
  return groups.map(({ id, docs, questions }) => ({
    id,
    docs: what === 'questions' ? docs : docs.map(record),
    questions: what === 'records' ? questions : questions.map(question),
  }));
}
