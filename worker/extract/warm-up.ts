import { extractFacts } from './grammar.ts';
import { RULES } from './rules.ts';

/** Statements that use most of what reads the words behind a rule's head. */
const SAMPLES = [
  'By the way, I live in Delhi and work as a doctor at Acme.',
  'My name is Ann, call me Annie, and I moved to Pune last week because I love it.',
  'I’m allergic to nuts, I don’t eat meat any more.',
  'My wife is called Eve. We have two kids, a dog named Rex and a cat.',
  'My favorite food is pasta, and I really like jazz, hiking and green tea.',
  'I was born on 5 May 1990, I am 35 years old and my time zone is CET.',
  'Did you know that I speak French? I no longer work at Acme.',
  'The train was late.',
];

/** On a text of this length V8 compiles an expression to machine code at once, and not to bytecode first, which takes three times as long. */
const LONG = ' '.repeat(1_000);

/**
 * Does, a small piece at a time, what the first turn would have to wait for: an expression is compiled when it is first
 * used, and the grammar's take a third of a second together.
 */
export function* warmUpExtractor(): Generator<void, void, undefined> {
  for (const { head } of RULES) {
    head.test(LONG);
    yield;
  }
  for (const userText of [...SAMPLES, ...SAMPLES]) {
    extractFacts({ userText, at: '2026-01-01T00:00:00.000Z' });
    yield;
  }
}
