import { clauses } from './clauses.ts';
import type { ExtractedFact, ExtractorInput } from './extractor.ts';
import { governs, hedged, isAttributed, openEnded, opensFiction, takesBack, unreal, withoutFillers } from './guards.ts';
import { withoutOpeners } from './openers.ts';
import { statedBefore } from './questions.ts';
import { readClause } from './rules.ts';
import { type Sentence, sentences } from './sentences.ts';

/** The most facts of one turn; speech never has so many, pasted text may. */
const MOST_FACTS = 64;

function readSentence({ text, question, lowerCase }: Sentence): readonly ExtractedFact[] {
  const stated = withoutFillers(question ? statedBefore(text) : text);
  if (stated === '' || isAttributed(stated)) return [];
  const facts: ExtractedFact[] = [];
  let reached = false;
  let before = '';
  let stood = false;
  for (const clause of clauses(stated)) {
    const joined = /^(?:and|or)$/u.test(clause.joint);
    reached = joined && (reached || openEnded(before) || (clause.elided && governs(before)));
    before = withoutOpeners(clause.text);
    const found = reached || hedged(before) ? [] : readClause(before, lowerCase);
    if (!clause.elided || stood) facts.push(...found);
    stood = found.length > 0;
    if (unreal(clause.text)) break;
  }
  return facts;
}

/**
 * The rule-based extractor: English, offline, the same facts for the same words. It reads what the user states about
 * themselves in the first person and would rather miss a statement than misread one. At most 64 facts a turn, the last
 * one for each key; only the first 20,000 characters are read.
 */
export function extractFacts({ userText }: ExtractorInput): readonly ExtractedFact[] {
  const facts = new Map<string, ExtractedFact>();
  for (const sentence of sentences(userText)) {
    if (opensFiction(sentence.text) || facts.size >= MOST_FACTS) break;
    if (takesBack(sentence.text)) {
      facts.clear();
      continue;
    }
    for (const fact of readSentence(sentence)) {
      facts.delete(fact.matchKey);
      facts.set(fact.matchKey, fact);
    }
  }
  return [...facts.values()].slice(0, MOST_FACTS);
}
