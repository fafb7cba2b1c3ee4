import type { ExtractedFact } from '../extractor.ts';
import { holds } from '../facts.ts';
import { LANGUAGES } from '../lists.ts';
import { inThirdPerson, takePhrase, titleCase } from '../phrases.ts';
import { slug } from '../slug.ts';
import { CLAUSE_WORDS, DEICTIC } from '../words.ts';
import { ANYMORE, type Rule, head } from './rule.ts';
import { MOMENT } from './when.ts';

type Facts = readonly ExtractedFact[];
const STOPS = new Set([
  ...CLAUSE_WORDS,
  'at',
  'from',
  'with',
  'for',
  'this',
  'last',
  'now',
  'back',
  'years',
  'online',
  'by',
  'through',
  'every',
  'on',
  'next',
  'here',
]);
const SCHOOL =
  /\b(?:university|uni|college|school|institute|academy|polytechnic|conservatoire|iit|nit|iim|aiims|bits|mit|ucla|nyu|lse|ucl|sixth form|poly)\b/iu;
const DEGREE =
  /^(?:my |an? )?(?:(?:bachelor'?s?|master'?s?|associate'?s?|doctoral|law|engineering|nursing|science|arts|undergraduate|first|honours|postgraduate) )?(?:degree|phd|ph\.d|doctorate|master'?s(?: degree)?|bachelor'?s(?: degree)?|mba|diploma|btech|b\.tech|mtech|bsc|msc|ba|ma|bcom|mbbs|gcses?|a[- ]levels?|ged|certificate|certification|apprenticeship|pgce|llb|minor|major)\b/iu;
const NO_SUBJECT =
  /^(?:it|this|that|hard|a lot|more|late|all|here|abroad|online|for|at|in|with|every|how|what|the (?:map|menu|situation)|together|too|from|on|best|better|very|my|alone)\b/iu;

/** "computer science at Anna University": the subject, and where. Both are told, each as a fact of its own. */
function study(rest: string, verb: string, key = 'user.education'): Facts {
  const phrase = takePhrase(rest, STOPS);
  const subject = phrase?.text.replace(/ (?:degree|course)$/iu, '') ?? '';
  if (phrase === undefined || NO_SUBJECT.test(rest) || subject.split(' ').length > 5 || MOMENT.test(subject)) return [];
  if (subject.split(' ').some((token) => DEICTIC.has(token.toLowerCase()))) return [];
  return [
    ...holds(`${key}.subject`, `User ${verb} ${inThirdPerson(subject)}`),
    ...school(phrase.by === '' ? '' : rest.slice(phrase.text.length), verb.startsWith('studie') || verb.startsWith('is')),
  ];
}

function school(rest: string, now: boolean): Facts {
  const at = /^[\s,]*(?:degree |course )?(?:at|from) (?=\S)/iu.exec(rest);
  if (at === null) return [];
  const name = takePhrase(rest.slice(at[0].length), STOPS)?.text ?? '';
  if (
    name === '' ||
    /^(?:home|the moment|night|work|least|a time)\b/iu.test(name) ||
    !(SCHOOL.test(name) || /^\p{Lu}/u.test(name) || name.split(' ').length <= 2)
  )
    return [];
  return holds(
    'user.education.school',
    `User ${now ? 'studies' : 'studied'} at ${/\p{Lu}/u.test(name) ? name : /^(?:the|an?|my)\b/iu.test(name) ? inThirdPerson(name) : titleCase(name)}`,
  );
}

/** What the user studies and has studied, and what they are learning. */
export const STUDY_RULES: readonly Rule[] = [
  {
    head: head(
      'i (?:am ~(?:learning|teaching myself)|have (?:just |recently )?(?:started|begun|been) learning|~(?:started|began) (?:learning|to learn)|have (?:just |recently )?started (?=(?:piano|guitar|violin|singing|driving|french|spanish|german|japanese|dance) (?:lessons|classes)))',
    ),
    read: (rest) => {
      const what = takePhrase(rest.replace(/^(?:how )?to (?:play |speak )?/iu, ''), STOPS)?.text ?? '';
      if (
        what === '' ||
        /^(?:a (?:lot|ton|bit|little|great deal)|lots|tons|loads|heaps|plenty|more|so|from|about|new|it|something|that|slowly|as)\b/iu.test(what) ||
        /(?:^| )(?:myself|ourselves|yourself)$/iu.test(what) ||
        DEICTIC.has(what.toLowerCase()) ||
        what.split(' ').length > 4
      )
        return [];
      return holds(
        `user.learning.${slug(what)}`,
        `User is learning ${LANGUAGES.has(what.toLowerCase()) ? titleCase(what) : /^to \w/iu.test(rest) && !/^to (?:play|speak)/iu.test(rest) ? `to ${what}` : what}`,
      );
    },
  },
  {
    head: head(
      'i (?:am ~studying|~study|am ~majoring in|~major in|am ~reading(?= (?:law|history|medicine|english|maths|physics|classics|ppe)\\b)|have been studying)',
    ),
    read: (rest) => (ANYMORE.test(rest) ? [] : study(rest, 'studies')),
  },
  {
    head: head('i (?:studied|majored in)'),
    read: (rest) => (/^(?:the|for|until|in|under|all|it|hard)\b/iu.test(rest) ? [] : study(rest, 'studied')),
  },
  {
    head: head(
      'i (?:am ~(?:doing|pursuing|taking|finishing|completing|getting|working on|working towards)|~have(?: got)?|hold|did|got|have (?:just |recently )?(?:finished|completed|done)|(?:just |recently )?(?:finished|completed))(?= (?:an?|my|the) )',
    ),
    read: (rest, found) => {
      const degree = DEGREE.exec(rest);
      if (degree === null) return [];
      const now = /\bam\b/iu.test(found[0]);
      const after = rest.slice(degree[0].length);
      const what = /^ (?:in|of) (?=\S)/iu.exec(after);
      const subject = what === null ? undefined : takePhrase(after.slice(what[0].length), STOPS);
      const name = degree[0].replace(/^my /iu, 'their ');
      const tail = subject === undefined ? after : after.slice((what?.[0].length ?? 0) + subject.text.length);
      return [
        ...holds('user.education.subject', `User ${now ? 'is doing' : 'has'} ${name}${subject === undefined ? '' : ` in ${subject.text}`}`),
        ...school(tail, now),
      ];
    },
  },
  {
    head: head(
      String.raw`i am ~in (?:my )?(?:(first|second|third|fourth|final|last|freshman|sophomore|junior|senior) year(?: of (\p{L}+))?|(\p{L}+|\d{1,2}(?:st|nd|rd|th)) (?:grade|standard)|(grade|year|class|standard) (\d{1,2}|\p{L}+))`,
    ),
    read: (_, found) =>
      holds(
        'user.education.year',
        `User is ${found[0]
          .trim()
          .replace(/^i am (?:\p{L}+ )??(?=in )/iu, '')
          .replace(/\bmy\b/iu, 'their')}`,
      ),
  },
  {
    head: head(
      'i (?:have )?(?:just |recently )?started (school|nursery|kindergarten|preschool|college|university|high school|secondary school|uni|year \\d{1,2}|reception|first grade)',
    ),
    read: (_, found) => holds('user.education.school', `User started ${(found[1] ?? '').toLowerCase()}`),
  },
  {
    head: head('i (?:have )?(?:just |recently |finally )?passed my (driving test|driving exam|theory test|bar exam|boards|citizenship test|board exams?)'),
    read: (_, found) => holds(`user.education.${slug(found[1] ?? '')}`, `User passed their ${(found[1] ?? '').toLowerCase()}`),
  },
];
