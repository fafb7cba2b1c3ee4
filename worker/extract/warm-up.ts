import { CHANGE_EXPRESSIONS } from './changes.ts';
import { CLAUSE_EXPRESSIONS } from './clauses.ts';
import { PEOPLE_EXPRESSIONS } from './close-people.ts';
import { CORRECTION_EXPRESSIONS } from './corrections.ts';
import { extractFacts } from './grammar.ts';
import { GUARD_EXPRESSIONS } from './guards.ts';
import { NOTE_EXPRESSIONS } from './notes.ts';
import { OPENER_EXPRESSIONS } from './openers.ts';
import { HEALTH_EXPRESSIONS } from './rules/health.ts';
import { MENTION_EXPRESSIONS } from './rules/people.ts';
import { TIME_EXPRESSIONS } from './rules/when.ts';
import { RULES } from './rules.ts';

/** Statements that use most of what reads the words behind a rule's head. */
const SAMPLES = [
  'The train was late.',
  'By the way, I live in Delhi and work as a doctor at Acme.',
  'My name is Ann, call me Annie, and I moved to Pune last week because I love it.',
  'I’m allergic to nuts, I don’t eat meat any more.',
  'My wife is called Eve. We have two kids, a dog named Rex and a cat.',
  'My favorite food is pasta, and I really like jazz, hiking and green tea.',
  'I was born on 5 May 1990, I am 35 years old and my time zone is CET.',
  'Did you know that I speak French? I no longer work at Acme.',
  'I have type 2 diabetes, so I take metformin every morning and I wear glasses.',
  'I play chess every Friday, no wait, Thursday, and I usually wake up at six.',
  'My daughter Mia is allergic to nuts and she’s six.',
  'Please keep your answers short from now on. Always use metric units.',
  'I study law at Leeds, I’m learning Spanish, and I’m training for a marathon in May.',
  'I drive a blue Honda, I’ve got an iPhone, and I sold my old bike.',
  'We’re Sikh, I’m Punjabi, and my blood group is B positive.',
  'I run a small cafe in Cork, I teach maths, and I stopped playing tennis.',
];

/** On a text of this length V8 compiles an expression to machine code at once, and not to bytecode first, which takes three times as long. */
const LONG = 'x '.repeat(500);

/** Compiles the grammar's expressions, one a step: that is done when they are first used, and takes a quarter of a second together. */
function* compileExpressions(): Generator<void, void, undefined> {
  const shared = [CLAUSE_EXPRESSIONS, PEOPLE_EXPRESSIONS, CORRECTION_EXPRESSIONS, GUARD_EXPRESSIONS, OPENER_EXPRESSIONS, CHANGE_EXPRESSIONS, NOTE_EXPRESSIONS];
  const expressions = [...shared, HEALTH_EXPRESSIONS, MENTION_EXPRESSIONS, TIME_EXPRESSIONS, RULES.map(({ head }) => head)].flat();
  for (const expression of expressions) {
    expression.test(LONG);
    expression.lastIndex = 0;
    yield;
  }
}

/** Reads statements that use most of the rest, one a step. */
function* readSamples(): Generator<void, void, undefined> {
  for (const userText of [...SAMPLES, ...SAMPLES]) {
    extractFacts({ userText, at: '2026-01-01T00:00:00.000Z' });
    yield;
  }
}

/** Does, a small piece at a time, what the first turn would have to wait for. */
export function* warmUpExtractor(): Generator<void, void, undefined> {
  yield* compileExpressions();
  yield* readSamples();
}
