import { describe, expect, it } from 'vitest';
import { asksOf } from '../../../worker/search/asks.ts';

describe('a query that stands alone', () => {
  it.each([
    'When did Caroline go to the support group?',
    'what is my favourite tea',
    'hey, do you remember where I parked',
    'Ben: Who is the doctor of my daughter?',
    'Did Anna tell you that she moved?',
    'कौन सी चाय पसंद है?',
  ])('is a question that names what it is about: %s', (query) => expect(asksOf(query).standsAlone).toBe(true));

  it.each([
    "I'd love to go there again.",
    "Bart: I'm really looking forward to that evening!",
    'and what about that one?',
    'why did she say that',
    'When it rains, I stay at home.',
    'tea',
    '',
  ])('is no line of talk, and none that points at what was said: %s', (query) => expect(asksOf(query).standsAlone).toBe(false));
});

describe('what a query asks for', () => {
  it.each(['When did I move?', 'do you know when the train leaves', 'How long have I lived here?', 'In which year did we meet?', 'Since when?'])(
    'is a time: %s',
    (query) => expect(asksOf(query).time).toBe(true),
  );
  it.each(['I was happy when we met.', 'Where do I live?', 'The whenever club'])('is no time: %s', (query) => expect(asksOf(query).time).toBe(false));
  it.each(['How many cats do I have?', 'how old is my son', 'How often do I run?'])('is a number: %s', (query) => expect(asksOf(query).number).toBe(true));
  it.each(['How do I get there?', 'Many cats'])('is no number: %s', (query) => expect(asksOf(query).number).toBe(false));
});
