import { aboutOther, toldOf } from './close-people.ts';
import { compiled } from './compiled.ts';
import { asEnded, takenBack } from './endings.ts';
import { firstWords } from './first-words.ts';
import type { ExtractedFact } from './extractor.ts';
import { ACTIVITY_RULES } from './rules/activity.ts';
import { ATTRIBUTE_RULES } from './rules/attributes.ts';
import { BELONGING_RULES } from './rules/belonging.ts';
import { BODY_RULES } from './rules/body.ts';
import { FAVORITE_RULES } from './rules/favorite.ts';
import { conditionsIn } from './rules/condition.ts';
import { HEALTH_RULES } from './rules/health.ts';
import { NAME_RULES } from './rules/name.ts';
import { OWNING_RULES } from './rules/owning.ts';
import { inPassing } from './rules/kin.ts';
import { mentions, PEOPLE_RULES } from './rules/people.ts';
import { PLACE_RULES } from './rules/place.ts';
import { PLAN_RULES } from './rules/plans.ts';
import { REQUEST_RULES } from './rules/requests.ts';
import type { Context, Rule } from './rules/rule.ts';
import { OFTEN } from './rules/when.ts';
import { SELF_RULES } from './rules/self.ts';
import { STUDY_RULES } from './rules/study.ts';
import { TASTE_RULES } from './rules/taste.ts';
import { WORK_RULES } from './rules/work.ts';

/** What is said of oneself, and of someone close as if they said it. */
const STATEMENTS: readonly Rule[] = [
  ...PLACE_RULES,
  ...BODY_RULES,
  ...SELF_RULES,
  ...HEALTH_RULES,
  ...BELONGING_RULES,
  ...ATTRIBUTE_RULES,
  ...OWNING_RULES,
  ...STUDY_RULES,
  ...PLAN_RULES,
  ...PEOPLE_RULES,
  ...FAVORITE_RULES,
  ...TASTE_RULES,
  ...WORK_RULES,
  ...ACTIVITY_RULES,
];

/** All ways of saying something that the grammar knows; the first that yields facts speaks for its clause. */
export const RULES: readonly Rule[] = [...REQUEST_RULES, ...STATEMENTS, ...NAME_RULES];

/** No statement looked for is longer; what follows is not read. */
const READ = 400;
const NOTHING: Reading = { facts: [], head: '' };

/** What a clause says, and the words that its statement began with. */
export interface Reading {
  readonly facts: readonly ExtractedFact[];
  readonly head: string;
}

function firstOf(rules: readonly Rule[], text: string, context: Context): Reading {
  // to compile an expression takes longer than all that is done with it
  const first = /^\S*/u.exec(text)![0].toLowerCase();
  for (const rule of rules) {
    if (firstWords(rule.head)?.has(first) === false) continue;
    const found = compiled(rule.head).exec(text);
    if (found === null) continue;
    const facts = rule.read(text.slice(found[0].length), found, context);
    if (facts.length > 0) return { facts, head: found[0].trim() };
  }
  return NOTHING;
}

/** "Every summer we go to Goa": how often stands at the end, where it is looked for. */
const OFTEN_FIRST = new RegExp(String.raw`^(${OFTEN}),? ((?:i|we) .*)$`, 'iu');

/** "We live in Delhi", "our house": what holds for the user and others holds for the user. */
const inSingular = (clause: string): string =>
  clause
    .replace(OFTEN_FIRST, (_, often: string, rest: string) => `${rest} ${often}`)
    .replace(/^(?:we|both of us)(?: are|'re)(?![\p{L}'])/iu, 'I am')
    .replace(/^(?:we|both of us)(?: (?:both|all))?(?= )/iu, 'I')
    .replace(/^i are(?= )/iu, 'I am')
    .replace(/^our(?= )/iu, 'my');

function readOther(text: string, context: Context): Reading {
  const about = aboutOther(text);
  if (about === undefined) return NOTHING;
  const { facts } = firstOf(STATEMENTS, about.clause, { ...context, clause: about.clause });
  const told = toldOf(about, facts.filter(({ ends }) => !ends).slice(0, 2));
  const { name, word } = about.person;
  return { facts: [...told, ...(name !== null && told.length > 0 ? inPassing(word, name) : [])], head: '' };
}

function readEnding(text: string, context: Context): readonly ExtractedFact[] {
  for (const held of takenBack(text)) {
    const ended = asEnded(firstOf(STATEMENTS, held, { ...context, clause: held }).facts);
    if (ended.length > 0) return ended;
  }
  return [];
}

/** What a clause leans on. */
export interface Setting {
  readonly lowerCase: boolean;
  /** The clause with what leads into it. Default: there is no more. */
  readonly whole?: string;
  readonly leftJob?: boolean;
}

const contextOf = (clause: string, { lowerCase, whole = clause, leftJob = false }: Setting): Context => ({ lowerCase, clause, whole, leftJob });

/** What one clause says, its openers taken off. */
export function readClause(clause: string, setting: Setting): Reading {
  const text = inSingular(clause.slice(0, READ));
  const context = contextOf(text, setting);
  const own = firstOf(RULES, text, context);
  const passing = [...mentions(text), ...conditionsIn(text)];
  if (own.facts.length > 0) return { head: own.head, facts: [...own.facts, ...passing] };
  const other = readOther(text, context);
  const ended = other.facts.length > 0 ? [] : readEnding(text, context);
  return { head: '', facts: [...other.facts, ...ended, ...passing] };
}

/** What a clause says of what has ended, and nothing else. */
export function readFormer(clause: string, setting: Setting): Reading {
  const text = inSingular(clause.slice(0, READ));
  return { head: '', facts: readEnding(text, contextOf(text, setting)) };
}

/** What is asked for on a way to be answered, in a sentence that may be a question. */
export function readRequest(clause: string, setting: Setting): readonly ExtractedFact[] {
  const text = clause.slice(0, READ);
  return firstOf(REQUEST_RULES, text, contextOf(text, setting)).facts;
}
