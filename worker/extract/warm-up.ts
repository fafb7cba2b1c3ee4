import { compiled } from './compiled.ts';
import { extractFacts } from './grammar.ts';
import { RULES } from './rules.ts';
import { SHARED_EXPRESSIONS } from './shared-expressions.ts';

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
  'Packed in the zumba, so these days I do pottery; it keeps me sane. Eleven years of it.',
  'My hearing aid is in the left ear, so talk slowly. The old handset drowned, I’ve gone over to a new one.',
  'I run a small cafe in Cork, I teach maths, and I stopped playing tennis.',
];

/** Compiles the grammar's expressions, one a step: together that takes a quarter of a second. */
function* compileExpressions(): Generator<void, void, undefined> {
  for (const expression of [...SHARED_EXPRESSIONS, ...RULES.map(({ head }) => head)]) {
    compiled(expression);
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
