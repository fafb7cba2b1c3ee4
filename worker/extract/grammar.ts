import { changes, onlyEnds } from './changes.ts';
import { clauses } from './clauses.ts';
import { isPronoun, type Person, spokenOf, withNoun } from './close-people.ts';
import { compiled } from './compiled.ts';
import { candidates, corrected, type Corrected } from './corrections.ts';
import { withSubject } from './elided.ts';
import { isFormer } from './endings.ts';
import type { ExtractedFact, ExtractorInput } from './extractor.ts';
import { governs, hedged, isAttributed, openEnded, opensFiction, takesBack, unreal, withoutFillers } from './guards.ts';
import { followingWish, isFragment, LIMITS, note, type Note, wish, withLead, withMore } from './notes.ts';
import { withoutOpeners } from './openers.ts';
import { statedBefore } from './questions.ts';
import { readClause, readFormer, type Reading, readRequest } from './rules.ts';
import { type Sentence, sentences } from './sentences.ts';
import { SHARED_EXPRESSIONS } from './shared-expressions.ts';

/** The most facts of one turn; speech never has so many, pasted text may. */
const MOST_FACTS = 64;

/** The most that is kept of a turn in the speaker's own words. */
const MOST_NOTES = 2;

const NOTHING: Reading = { facts: [], head: '' };

interface Unread {
  readonly text: string;
  readonly noted: readonly Note[];
}

/** What has been said so far in the turn that what follows may lean on. */
interface Thread {
  /** Whom "she" or "he" may mean. */
  people: readonly Person[];
  /** The last statement that was read, and what it began with. */
  last: Reading;
  /** Statements that a rule did not read, or not all of them, and what is noted of them. */
  readonly unread: Unread[];
  /** "Mustard?", which is answered by who asked. */
  topic: string;
  asked: string;
  /** A job has ended. */
  leftJob: boolean;
  /** What was stated, sentence by sentence. */
  readonly stated: string[];
}

function readParts(stated: string, lowerCase: boolean, thread: Thread): readonly ExtractedFact[] {
  const facts: ExtractedFact[] = [];
  const unread: string[] = [];
  let reached = false;
  let before = '';
  let stood = false;
  const states = (text: string): boolean => {
    const statement = withoutOpeners(text);
    return spokenOf(statement).length > 0 || readClause(statement, { lowerCase }).facts.length > 0;
  };
  const parts = clauses(stated, states);
  for (const clause of parts) {
    const goesOn = /^(?:and|or)$/u.test(clause.joint);
    reached = goesOn && (reached || openEnded(before) || (clause.elided && governs(before)));
    const bare = withNoun(withoutOpeners(clause.text), thread.people);
    // "so much energy and love everywhere": only a sentence leaves its subject out
    before = clause === parts[0] ? withSubject(bare) : bare;
    const setting = { lowerCase, whole: clause.text, leftJob: thread.leftJob };
    const reading = reached
      ? NOTHING
      : isFormer(before) && !hedged(before.replace(/used to/iu, ''))
        ? readFormer(before, setting)
        : hedged(before)
          ? NOTHING
          : readClause(before, setting);
    thread.leftJob ||= reading.facts.some(({ matchKey, ends }) => ends && matchKey.startsWith('user.employment.'));
    if (!clause.elided || stood) facts.push(...reading.facts);
    stood = reading.facts.length > 0;
    if (stood) thread.last = reading;
    if (stood && namesMore(before, reading)) unread.push(before);
    if (!reached && reading.facts.length === 0) {
      const wished = wish(clause.text);
      facts.push(...wished);
      if (wished.length === 0) unread.push(before);
    }
    const people = spokenOf(before);
    if (people.length > 0 || !isPronoun(clause.text)) thread.people = people.length > 0 ? people : thread.people;
    if (unreal(clause.text)) break;
  }
  if (unread.length === 0) thread.unread.push({ text: '', noted: [] });
  else {
    const silent = facts.every(({ ends }) => ends);
    const whole = `${thread.topic}${withSubject(withNoun(withoutOpeners(stated), thread.people))}`;
    const noted = (silent ? [note(whole, LIMITS.whole)] : unread.map((each) => note(each, LIMITS.part))).filter(
      (each): each is Note => each !== undefined && !onlyEnds(each.fact.text),
    );
    thread.unread.push({ text: silent ? whole : '', noted });
    if (noted.length > 0 || !silent) facts.push(...followingWish(stated));
  }
  return facts;
}

/** What is noted of a turn: a fragment goes with the statement beside it. */
function joinedNotes(unread: readonly Unread[]): readonly ExtractedFact[] {
  const facts: ExtractedFact[] = [];
  let open = false;
  unread.forEach(({ text, noted }, i) => {
    const last = facts.at(-1);
    const added = open && last !== undefined && isFragment(text) ? withMore(last, text) : undefined;
    if (added !== undefined) facts.splice(-1, 1, added);
    else {
      const lead = unread[i - 1]?.text ?? '';
      const fact = noted[0]?.fact;
      const led = fact !== undefined && !open && noted.length === 1 && lead !== '' && isFragment(lead) && text !== '' ? withLead(fact, lead) : undefined;
      facts.push(...(led === undefined ? noted.map((each) => each.fact) : [led]));
    }
    open = added !== undefined || noted.length > 0;
  });
  return facts;
}

/** Does a statement name someone or something that its facts leave out? */
const namesMore = (statement: string, { facts }: Reading): boolean => {
  if (facts.some(({ matchKey, ends }) => ends || /^user\.(?:name|preference)/u.test(matchKey))) return false;
  const told = facts
    .map(({ text }) => text)
    .join(' ')
    .toLowerCase();
  return (statement.match(/(?<=[\p{L},] )\p{Lu}[\p{Ll}'-]+/gu) ?? []).some((name) => !told.includes(name.replace(/'s$/u, '').toLowerCase()));
};

/** "user.relation.wife" of any key below it: what a fact is about, without its value. */
const familyOf = (matchKey: string): string => matchKey.split('.').slice(0, 2).join('.');

/** What stays of the first reading: of the corrected statement, only what is not about the same as the correction. */
function without(first: readonly ExtractedFact[], last: readonly ExtractedFact[], instead: readonly ExtractedFact[]): readonly ExtractedFact[] {
  const keys = new Set(instead.map(({ matchKey }) => matchKey));
  const sameKey = last.some(({ matchKey }) => keys.has(matchKey));
  return first.filter((fact) => !(last.includes(fact) && (!sameKey || keys.has(fact.matchKey))));
}

/** The facts of a statement that the speaker corrects on the way: of the corrected one, or of what stands for it. */
function readCorrected({ before, after }: Corrected, sentence: Sentence, thread: Thread): readonly ExtractedFact[] {
  const first = readParts(before, sentence.lowerCase, thread);
  const { last } = thread;
  const rest = after.replace(/^[^,;]{1,60}(?:[,;]\s*|$)/u, '');
  const families = new Set(last.facts.map(({ matchKey }) => familyOf(matchKey)));
  if (first.length > 0 && last.facts.length > 0) {
    const statement = withoutOpeners(before.split(/,\s+/u).at(-1) ?? before);
    for (const candidate of candidates({ before: statement, after }, last.head)) {
      const { facts } = readClause(candidate, { lowerCase: sentence.lowerCase });
      const same = facts.filter((fact) => families.has(familyOf(fact.matchKey)) && !last.facts.some(({ text }) => text === fact.text));
      if (same.length === 0) continue;
      thread.last = { facts: same, head: last.head };
      return [...without(first, last.facts, same), ...same, ...readParts(rest, sentence.lowerCase, thread)];
    }
  }
  const anew = readParts(after, sentence.lowerCase, thread);
  const replaced = anew.some(({ matchKey }) => families.has(familyOf(matchKey)));
  return replaced ? [...without(first, last.facts, anew), ...anew] : [...first, ...anew];
}

/** "Mustard?", "The twins?" */
const TOPIC =
  /^(?!(?:who|what|where|when|why|how|which|really|right|sure|okay|ready|mine|sorry|me|you|not|so|is|are|do|does|did|can|any)(?![\p{L}]))(?:the |my |our )?[\p{L}'-]+(?: [\p{L}'-]+)?$/iu;

function readSentence(sentence: Sentence, thread: Thread): readonly ExtractedFact[] {
  const { text, question, lowerCase } = sentence;
  const asked = question ? readRequest(withoutOpeners(withoutFillers(text)), { lowerCase }) : [];
  if (asked.length > 0) return asked;
  const stated = withoutFillers(question ? statedBefore(text) : text);
  thread.topic = thread.asked;
  thread.asked = question && TOPIC.test(text) ? `${withoutOpeners(text)}: ` : '';
  if (stated === '' || isAttributed(stated)) return [];
  if (!unreal(stated) && !hedged(stated)) thread.stated.push(withoutOpeners(stated));
  const correction = corrected(stated);
  if (correction === undefined) return readParts(stated, lowerCase, thread);
  const before = thread.unread.length;
  const facts = readCorrected(correction, sentence, thread);
  thread.unread.length = before;
  const noted = facts.length > 0 ? undefined : note(correction.after, LIMITS.whole);
  thread.unread.push({ text: correction.after, noted: noted === undefined ? [] : [noted] });
  return facts;
}

const CORRECTS =
  /^(?:no,? wait|wait,? no|no,? hang on|hang on,? no|no,? sorry|sorry,? no|sorry,? i mean(?:t)?|i mean(?:t)?|no,? i mean(?:t)?|correction|make that|scratch that|actually,? no|no,? actually|oops)[\s,:.]/iu;

/** A correction in a sentence of its own belongs to the one before it. */
function* joined(all: readonly Sentence[]): Generator<Sentence> {
  let held: Sentence | undefined;
  for (const sentence of all) {
    if (held !== undefined && !held.question && CORRECTS.test(`${sentence.text} `) && sentence.text.split(' ').length < 12) {
      held = { ...sentence, text: `${held.text}, ${sentence.text}` };
      continue;
    }
    if (held !== undefined) yield held;
    held = sentence;
  }
  if (held !== undefined) yield held;
}

/**
 * The rule-based extractor: English, offline, the same facts for the same words. It reads what the user states about
 * themselves and those close to them, and would rather miss a statement than misread one. At most 64 facts a turn, the
 * last one for each key; only the first 20,000 characters are read.
 */
export function extractFacts({ userText }: ExtractorInput): readonly ExtractedFact[] {
  SHARED_EXPRESSIONS.forEach(compiled);
  const facts = new Map<string, ExtractedFact>();
  const thread: Thread = { people: [], last: NOTHING, unread: [], topic: '', asked: '', leftJob: false, stated: [] };
  for (const sentence of joined(sentences(userText))) {
    if (opensFiction(sentence.text) || facts.size >= MOST_FACTS) break;
    if (takesBack(sentence.text) && corrected(sentence.text) === undefined) {
      facts.clear();
      thread.unread.length = 0;
      continue;
    }
    for (const fact of readSentence(sentence, thread)) {
      facts.delete(fact.matchKey);
      facts.set(fact.matchKey, fact);
    }
  }
  const notes = joinedNotes(thread.unread).slice(0, MOST_NOTES);
  return [...facts.values(), ...notes, ...([...facts.values()].some(({ ends }) => ends) ? [] : changes(thread.stated))]
    .filter((fact, i, all) => all.findIndex(({ matchKey }) => matchKey === fact.matchKey) === i)
    .slice(0, MOST_FACTS);
}
