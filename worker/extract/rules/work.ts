import type { ExtractedFact } from '../extractor.ts';
import { holds, over } from '../facts.ts';
import { FIELDS, NO_JOB_ADJECTIVES, OCCUPATIONS } from '../lists.ts';
import { inThirdPerson, takePhrase, titleCase } from '../phrases.ts';
import { CLAUSE_WORDS, DEICTIC, PLACE_STOPS, words } from '../words.ts';
import { ANYMORE, type Context, NOT, type Rule, head } from './rule.ts';

const EMPLOYER_STOPS = new Set([...PLACE_STOPS, 'as', 'in', 'where', 'doing']);
const ROLE_STOPS = new Set([...CLAUSE_WORDS, ...words('at for in with by from on these right now currently where my who')]);
const NO_EMPLOYER = words(`home night nights weekends weekend least all times that it this them him her you myself ourselves free fun money peanuts
  hours days weeks months years dinner lunch what which more less most one two three full-time being making getting half minimum now
  everyone everybody whoever anyone someone people clients different various several many some peace charity change justice`);
const GENERIC = /^(?:an?|the|my|our)$/iu;
const WORKPLACE =
  /\b(?:hospital|school|university|college|bank|restaurant|company|startup|start-up|firm|agency|store|shop|cafe|café|bakery|factory|library|museum|hotel|clinic|studio|lab|laboratory|government|ngo|nonprofit|non-profit|airport|airline|bookstore|supermarket|office|gym|bar|pub|salon|church|farm|zoo|theater|newspaper|magazine|magazines|charity|embassy|council|army|navy|police|post office)$/iu;

function employer(rest: string, { lowerCase }: Context): string | undefined {
  const phrase = takePhrase(rest, EMPLOYER_STOPS);
  if (phrase === undefined) return undefined;
  const tokens = phrase.text.split(' ');
  const first = tokens[0] ?? '';
  if (NO_EMPLOYER.has(first.toLowerCase()) || /^\p{N}+(?:[ap]m)?$|^\p{Ll}+ing$/u.test(first) || tokens.some((token) => DEICTIC.has(token.toLowerCase())))
    return undefined;
  if (GENERIC.test(first))
    return WORKPLACE.test(phrase.text) || (/\p{Lu}/u.test(phrase.text) && /^the$/iu.test(first)) ? inThirdPerson(phrase.text) : undefined;
  if (/^\p{Lu}|^\p{N}/u.test(phrase.text) || !/\p{Ll}/u.test(phrase.text)) return phrase.text;
  if (/\p{Lu}/u.test(phrase.text) || tokens.length > (lowerCase ? 3 : 2)) return undefined;
  return titleCase(phrase.text);
}

/** What follows "I work as a" and is no job. */
const NO_TITLE = words('team matter group unit rule result favour favor hobby last way whole couple pair family precaution backup fallback means form');

/**
 * A job title at the start of `rest`: "senior software engineer". Its last word must be a known occupation, unless the
 * words before it ("I work as a …") leave nothing else for it to be: then it is `open`.
 */
function role(rest: string, open = false): { readonly title: string; readonly after: string } | undefined {
  const phrase = takePhrase(rest, ROLE_STOPS);
  if (phrase === undefined) return undefined;
  const tokens = phrase.text
    .replace(/^(?:an?|the) /iu, '')
    .toLowerCase()
    .split(' ');
  const of = tokens.indexOf('of');
  const known =
    (open && tokens.length <= 3 && !tokens.some((token) => NO_TITLE.has(token))) ||
    OCCUPATIONS.has(tokens[(of < 0 ? tokens.length : of) - 1] ?? '') ||
    /^(?:head|dean|chair) of\b/u.test(tokens.join(' '));
  const judged = tokens.some(
    (token) => NO_JOB_ADJECTIVES.has(token) || DEICTIC.has(token) || /^(?:my|your|not|like|to|no|never|than|as|in|about|the|more)$|'s$/u.test(token),
  );
  if (
    !known ||
    judged ||
    tokens.length > 6 ||
    /^(?:by training|at heart|in training|in the making|for (?:a|the) (?:day|night|week)|in (?:a|the|my) (?:play|movie|game))\b/iu.test(phrase.after)
  )
    return undefined;
  return { title: phrase.text.replace(/^(?:an?|the) /iu, (article) => article.toLowerCase()), after: phrase.after };
}

const withArticle = (title: string): string => {
  const chief = /^(?:ceo|cto|cfo|coo|vp|head|dean|president|principal|co-?founder|founder)\b/iu.test(title);
  return /^(?:an?|the) /u.test(title) || chief ? title : `${/^[aeio]|^u(?!n|s|t)|^un(?!i)/iu.test(title) ? 'an' : 'a'} ${title}`;
};

const roleAndEmployer = (rest: string, context: Context, open: boolean): readonly ExtractedFact[] => {
  const job = role(rest, open);
  if (job === undefined) return [];
  const study = /\bstudent$/iu.test(job.title);
  const at = /^(?:at|for|with) (?=\S)/iu.exec(job.after);
  const name = at === null ? undefined : employer(job.after.slice(at[0].length), context);
  const place = study && name !== undefined ? ` at ${name}` : '';
  const is = holds('user.employment.role', `User is ${withArticle(job.title)}${place}`);
  return study || name === undefined ? is : [...is, ...holds('user.employment.employer', `User works ${at?.[0].trim().toLowerCase() ?? 'at'} ${name}`)];
};

const employedBy = (rest: string, found: RegExpExecArray, context: Context): readonly ExtractedFact[] => {
  if (ANYMORE.test(rest)) return [];
  const name = employer(rest, context);
  if (name === undefined) return [];
  const as = /\bas (?=(?:an?|the|their)?\b)/iu.exec(rest.slice(0, 120));
  const job = as === null ? undefined : role(rest.slice(as.index + as[0].length));
  const by = /\b(?:for|with)\s*$/iu.exec(found[0])?.[0].trim().toLowerCase() ?? 'at';
  return [
    ...holds('user.employment.employer', `User works ${by} ${name}`),
    ...(job === undefined ? [] : holds('user.employment.role', `User is ${withArticle(job.title)}`)),
  ];
};

const WORK = String.raw`~(?:work|working|employed)`;
/** What the user does for a living, and for whom. */
export const WORK_RULES: readonly Rule[] = [
  {
    head: head(
      String.raw`i work ~(?:full.?time |part.?time )?(?:at|for)|i am ${WORK} ~(?:at|for|by)|i (?:have )?(?:just |recently )?(?:got|started|took|have|accepted) (?:a|my) (?:new )?job (?:at|with)|i (?:have )?(?:just |recently )?started (?:working|work|to work) (?:at|for)|i have been working (?:at|for)(?! (?:\d|a|an|the|two|three|four|five|six|ten|over|about|almost|hours|months|years|weeks)\b)`,
    ),
    read: employedBy,
  },
  {
    head: head(
      String.raw`i work ~(?:full.?time |part.?time )?as|i am ${WORK} ~as|i (?:have )?(?:just |recently )?(?:started|got a job|got a new job) (?:working )?as|i (?:have )?(?:just |recently )?became|my (?:job|profession|occupation|job title|role|current role|current job) is|i am|i have been working as`,
    ),
    read: (rest, found, context) => {
      const title = rest.replace(/^(?:(?:now|currently|also|actually|just|still|officially|in fact) )+/iu, '');
      const open = /\bwork(?:ing)?\b.*\bas\s*$/iu.test(found[0]) && /^an? /iu.test(title);
      const facts = roleAndEmployer(title, context, open);
      return ANYMORE.test(rest) ? [] : facts;
    },
  },
  {
    head: head('i work ~in'),
    read: (rest) => {
      const field =
        takePhrase(rest.replace(/^the (?=[\p{L} ]{2,30} (?:industry|sector|field)\b)/iu, ''), EMPLOYER_STOPS)?.text.replace(
          / (?:industry|sector|field)$/iu,
          '',
        ) ?? '';
      return FIELDS.has((field.split(' ').at(-1) ?? '').toLowerCase()) && field.split(' ').length < 4
        ? holds('user.employment.field', `User works in ${field}`)
        : [];
    },
  },
  {
    head: head('i ~work ~(?:remotely|from home)'),
    read: (rest) => (rest === '' || /^(?:full|every|most|now|these|,)/iu.test(rest) ? holds('user.employment.workplace', 'User works from home') : []),
  },
  {
    head: head('i am ~(retired|unemployed|self-employed|self employed|between jobs|out of work)|i (?:have )?(?:just |recently )?(retired)'),
    read: (rest, found) =>
      /^(?:$|[,(]|now|since|from|and|these|at the moment|last|this|in|after)/iu.test(rest)
        ? [
            ...holds('user.employment.role', `User is ${(found[1] ?? found[2] ?? '').toLowerCase().replace('self employed', 'self-employed')}`),
            ...over('user.employment.employer', 'User no longer works for an employer'),
          ]
        : [],
  },
  {
    head: head(
      String.raw`i (?:no longer work|${NOT} (?:really |actually )?work|am no longer (?:working|employed)|(?:have )?(?:just |recently )?(?:stopped|quit) working) (?:at|for|with)`,
    ),
    read: (rest, found, context) => {
      if (/\bnot|n'?t/iu.test(found[0]) && !ANYMORE.test(rest)) return [];
      const name = employer(rest.replace(ANYMORE, ','), context);
      return name === undefined ? [] : over('user.employment.employer', `User no longer works ${/\bfor\b/iu.test(found[0]) ? 'for' : 'at'} ${name}`);
    },
  },
  {
    head: head(
      String.raw`i (?:have )?(?:just |recently |finally )?(?:quit|left|lost|resigned from) my (?:old )?job(?: (?:at|with))?|i (?:got|was|have been) (?:just |recently )?(?:fired|laid off)(?: from my job)?(?: (?:at|by|from))?`,
    ),
    read: (rest, _, context) => {
      const name = employer(rest, context);
      return [
        ...over('user.employment.employer', `User no longer works ${name === undefined ? 'at their last job' : `at ${name}`}`),
        ...over('user.employment.role', 'User no longer has their last job'),
      ];
    },
  },
  {
    head: head('i am (?:no longer|not)(?: working as)?'),
    read: (rest, found) => {
      if (/not/iu.test(found[0]) && !ANYMORE.test(rest)) return [];
      const job = role(rest.replace(ANYMORE, ','));
      return job === undefined ? [] : over('user.employment.role', `User is no longer ${withArticle(job.title)}`);
    },
  },
];
