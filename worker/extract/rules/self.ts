import type { ExtractedFact } from '../extractor.ts';
import { holds, over } from '../facts.ts';
import { LANGUAGES } from '../lists.ts';
import { titleCase } from '../phrases.ts';
import { ANYMORE, NOT, type Rule, head } from './rule.ts';

type Facts = readonly ExtractedFact[];

const MONTH = 'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?';
const ORDINAL = String.raw`\d{1,2}(?:st|nd|rd|th)?|(?:twenty[- ]|thirty[- ])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth`;
const YEAR = String.raw`(?:,? (?:19|20)\d\d)?`;
const DATE = new RegExp(
  String.raw`^(?:on )?(?:the )?((?:${MONTH})\.? (?:the )?(?:${ORDINAL})${YEAR}|(?:${ORDINAL}) (?:of )?(?:${MONTH})${YEAR}|\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?|\d{4}-\d\d-\d\d)(?![\p{L}\p{N}])`,
  'iu',
);

function birthday(rest: string): Facts {
  const date = DATE.exec(rest)?.[1];
  if (date !== undefined)
    return holds(
      'user.birthday',
      `User's birthday is ${/^\d.* (?:of )?\p{L}|^\p{L}+ of /u.test(date) ? 'the ' : ''}${date.replace(/^\p{Ll}(?!\p{L}+ of )|(?<=of )\p{Ll}|(?<=\d(?:st|nd|rd|th)? )(?!of)\p{Ll}/gu, (letter) => letter.toUpperCase())}`,
    );
  const month = new RegExp(`^in (${MONTH})(?![\\p{L}])(?! \\d{4})`, 'iu').exec(rest)?.[1];
  return month === undefined ? [] : holds('user.birthday', `User's birthday is in ${titleCase(month)}`);
}

const TENS = 'twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety';
const NUMBER = String.raw`[1-9]\d|1[01]\d|[5-9]|(?:${TENS})(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|ten|eleven|twelve|[1-4]|one|two|three|four|five|six|seven|eight|nine`;
const AGE_END = /^(?:$|[,.;!)]|(?:and|but|so|now|today|because|years? (?:old|of age)|yo|y\/o)(?![\p{L}]))/iu;

function age(rest: string, found: RegExpExecArray): Facts {
  const number = (found[1] ?? found[2] ?? '').toLowerCase();
  const years = /^(?:years?[- ](?:old|of age)|yo|y\/o)\b/iu.test(rest);
  const exact =
    years ||
    (/^(?:\d\d|\p{L}+(?:ty|teen)(?:[- ]\p{L}+)?$)/u.test(number) && AGE_END.test(rest)) ||
    (/turned/iu.test(found[0]) && AGE_END.test(rest.replace(/^(?:last|this|yesterday|on|in|recently)\b.*/iu, '')));
  return exact ? holds('user.age', `User is ${number} years old`) : [];
}

function languages(rest: string, ends: boolean): Facts {
  const found: string[] = [];
  const clean = rest.replace(/^(?:both|fluent|native|basic|some|a little|a bit of|a little bit of|good|decent|mostly|mainly) /iu, '');
  for (const token of clean.slice(0, 120).split(/[\s,]+/u)) {
    const word = token.toLowerCase().replace(/[^\p{L}]+$/u, '');
    if (LANGUAGES.has(word)) found.push(word);
    else if (!/^(?:and|or|also|a|little|bit|of|some|fluent|both|as|well|plus|very|basic|good)$/u.test(word)) break;
  }
  return found.flatMap((name) =>
    ends ? over(`user.language.${name}`, `User does not speak ${titleCase(name)}`) : holds(`user.language.${name}`, `User speaks ${titleCase(name)}`),
  );
}

const EMAIL = /^(?:now )?([a-z0-9][a-z0-9._%+-]{0,63}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4})/iu;
const PHONE = /^(?:now )?(\+?\d[\d ()-]{5,20}\d)(?![\p{L}\p{N}])/u;
const email = (rest: string, found: RegExpExecArray): Facts => {
  const address = EMAIL.exec(rest)?.[1]?.replace(/[.-]+$/u, '');
  const kind = /\b(work|personal)\b/iu.exec(found[0])?.[1]?.toLowerCase();
  return address === undefined
    ? []
    : holds(kind === 'work' ? 'user.email.work' : 'user.email', `User's ${kind === 'work' ? 'work ' : ''}email address is ${address}`);
};
const phone = (rest: string): Facts => {
  const number = PHONE.exec(rest)?.[1];
  return number === undefined || number.replace(/\D/gu, '').length < 7 ? [] : holds('user.phone', `User's phone number is ${number}`);
};

/** Dates and numbers: birthday, age, languages, time zone, how to reach the user. */
export const SELF_RULES: readonly Rule[] = [
  {
    head: head(
      "my (?:birthday|birth ?date|date of birth|b-?day|dob)(?: is|'s| falls)|i am ~an? (?:aries|taurus|gemini|cancer|leo|virgo|libra|scorpio|sagittarius|capricorn|aquarius|pisces)(?: and)?(?: was)? born(?= on)|i was born(?= on\\b| the\\b)",
    ),
    read: birthday,
  },
  { head: head('i was born in(?= (?:19|20)\\d\\d\\b)'), read: (rest) => holds('user.birth-year', `User was born in ${rest.slice(0, 4)}`) },
  { head: head(`i am ~(${NUMBER})|i (?:have )?(?:just |recently |finally )?turned (${NUMBER})`), read: age },
  {
    head: head('i am in my (?:early |mid |mid-|late )?(?:teens|twenties|thirties|forties|fifties|sixties|seventies|eighties|[2-8]0s)'),
    read: (_, found) => holds('user.age', `User is in their ${found[0].trim().slice(11).toLowerCase()}`),
  },
  {
    head: head(
      'i (?:~speak|can (?:also )?speak|am ~fluent in|am ~bilingual(?: in)?|am ~trilingual(?: in)?)(?: fluent)?(?: (?:two|three|four|five|\\d) languages,?)?',
    ),
    read: (rest) => (ANYMORE.test(rest) ? [] : languages(rest, false)),
  },
  { head: head(`i ${NOT} speak(?: any)?`), read: (rest) => languages(rest, true) },
  {
    head: head('my (?:native|first) language is|my mother tongue is'),
    read: (rest) => {
      const name = languages(rest, false)[0]?.text.slice(12, -1);
      return name === undefined ? [] : holds('user.language.native', `User's native language is ${name}`);
    },
  },
  {
    head: /^(?=(\p{L}+) is my (?:first|native) language|(\p{L}+) is my mother tongue)/iu,
    read: (rest) =>
      languages(rest, false)
        .slice(0, 1)
        .flatMap(({ text }) => holds('user.language.native', `User's native language is ${text.slice(12, -1)}`)),
  },
  { head: head('my ~(?:new |personal |work )?e-?mail(?: address| id)? is'), read: email },
  { head: head('(?:you can )?(?:reach|email|contact) me (?:at|on)'), read: (rest, found) => [...email(rest, found), ...phone(rest)] },
  { head: head('my ~(?:new )?(?:(?:phone|mobile|cell|cell ?phone|telephone|whatsapp|contact)(?: number| no)?|number) is'), read: phone },
];
