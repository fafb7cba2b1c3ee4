import { describe, expect, it } from 'vitest';
import { ended, facts } from './said.ts';

const ENDINGS: readonly (readonly [said: string, ...facts: string[]])[] = [
  ["I don't live in Delhi any more.", 'user.location.current: User no longer lives in Delhi.'],
  ['i no longer live in delhi', 'user.location.current: User no longer lives in Delhi.'],
  ['I no longer work at Acme.', 'user.employment.employer: User no longer works at Acme.'],
  ["I don't work for Acme anymore.", 'user.employment.employer: User no longer works for Acme.'],
  ['I quit my job at Acme.', 'user.employment.employer: User no longer works at Acme.', 'user.employment.role: User no longer has their last job.'],
  ["I'm no longer a teacher.", 'user.employment.role: User is no longer a teacher.'],
  ["I don't like coffee anymore.", 'user.likes.coffee: User no longer likes coffee.'],
  ['I stopped liking coffee.', 'user.likes.coffee: User no longer likes coffee.'],
  ['I no longer hate mushrooms.', 'user.dislikes.mushrooms: User no longer dislikes mushrooms.'],
  ["I'm not vegetarian anymore.", 'user.diet: User is no longer vegetarian.'],
  ["I'm not allergic to peanuts.", 'user.allergy.peanut: User is not allergic to peanuts.'],
  ["My favorite color isn't green any more.", "user.favorite.color: User's favorite color is no longer green."],
  ["I don't have a dog anymore.", 'user.pet.dog: User no longer has a dog.', 'user.pet.dog.any: User no longer has a dog.'],
  ['My dog Max passed away.', 'user.pet.dog.max: User no longer has a dog named Max.'],
  ["I'm no longer married.", 'user.relation.status: User is no longer married.'],
  ['I sold my Tesla.', 'user.owns.car: User no longer owns their Tesla.', 'user.owns.tesla: User no longer owns their Tesla.'],
  ['I used to live in Delhi.', 'user.location.current: User no longer lives in Delhi.'],
  ["I don't play tennis any more.", 'user.activity.tennis: User no longer plays tennis.'],
  ['I stopped playing tennis.', 'user.activity.tennis: User no longer plays tennis.'],
  ['I gave up smoking two years ago.', 'user.habit.smoking: User no longer smokes.'],
  ["I don't have diabetes.", 'user.health.diabetes: User does not have diabetes.'],
  ['I left the book club.', 'user.activity.book-club: User is no longer a member of the book club.'],
  ['no more glasses for me', 'user.health.glasses: User no longer wears glasses.'],
  ['Misty passed away.', 'user.pet.any: User no longer has Misty.'],
  ["I don't speak French.", 'user.language.french: User does not speak French.'],
];

const SUCCESSIONS: readonly (readonly [before: string, after: string, key: string])[] = [
  ['I live in Delhi.', "I've just moved from Delhi to Pune.", 'user.location.current'],
  ['My name is Sam.', 'Actually, my name is Max.', 'user.name'],
  ['My name is Rita Roy.', 'I changed my name to Rita Sen.', 'user.name'],
  ['I work at Acme.', 'I started working at Stripe.', 'user.employment.employer'],
  ["I'm a nurse.", 'I became a teacher.', 'user.employment.role'],
  ["I'm vegetarian.", "I've gone vegan.", 'user.diet'],
  ['My favourite colour is green.', 'my favorite color is blue', 'user.favorite.color'],
  ['I prefer detailed answers.', 'I prefer short answers.', 'user.preference.answer-length'],
  ["I'm single.", 'I got married last week.', 'user.relation.status'],
  ['I have two kids.', 'i have three kids', 'user.relation.children'],
  ["I'm 34.", 'I just turned 35.', 'user.age'],
  ['I drive a Honda Civic.', "I've just bought a Toyota.", 'user.owns.car'],
  ['My phone is a Galaxy.', 'I switched to an iPhone.', 'user.owns.phone'],
  ['I go to the gym on Mondays.', 'I moved my gym day to Wednesdays.', 'user.activity.gym'],
  ['I get up at six every day.', 'I wake up at five now.', 'user.activity.wake-up'],
  ['Use Celsius with me.', 'Can you switch to Fahrenheit for good?', 'user.preference.temperature-unit'],
  ['Keep your answers short.', 'Give me longer, detailed answers from now on.', 'user.preference.answer-length'],
  ["I'm moving to Leeds in May.", "Change of plan, we're moving to York instead.", 'user.plan.move'],
  ["I'm getting married in October.", 'The wedding is now on the fifth of February.', 'user.plan.wedding'],
  ['I weigh 80 kilos.', "I'm down to 76 kilos.", 'user.weight'],
  ["I'm allergic to peanuts.", 'I have a peanut allergy.', 'user.allergy.peanut'],
  ['I love dancing.', 'I love to dance.', 'user.likes.dancing'],
];

describe('an ending', () => {
  it.each(ENDINGS.map(([said, ...expected]) => ({ said, expected })))('is read from: $said', ({ said, expected }) => {
    expect(ended(said)).toEqual(expected);
    expect(facts(said).every((fact) => fact.ends)).toBe(true);
  });

  it('gives way to what follows it in the same turn', () => {
    expect(facts("I don't live in Delhi any more, I moved to Pune.")).toEqual([
      { matchKey: 'user.location.current', text: 'User lives in Pune.', ends: false },
    ]);
  });
});

describe('a later statement', () => {
  it.each(SUCCESSIONS)('supersedes "%s" when it is "%s"', (before, after, key) => {
    const keys = [before, after].map((said) => facts(said).flatMap((fact) => (fact.ends ? [] : [fact.matchKey])));
    expect(keys[0]).toContain(key);
    expect(keys[1]).toContain(key);
  });

  it('of dislike ends the like, and the other way round', () => {
    expect(ended("I don't like coffee.")).toEqual(['user.likes.coffee: User no longer likes coffee.']);
    expect(ended('I love coffee.')).toEqual(['user.dislikes.coffee: User no longer dislikes coffee.']);
  });

  it('about another child or another pet leaves the first one alone', () => {
    const [tom, max] = ['My son Tom is five.', 'My son Max is two.'].map((said) => facts(said).map((fact) => fact.matchKey));
    expect(tom).not.toEqual(max);
  });
});
