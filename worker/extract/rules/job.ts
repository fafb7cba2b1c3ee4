import type { ExtractedFact } from '../extractor.ts';
import { holds } from '../facts.ts';
import { FIELDS, NO_JOB_ADJECTIVES, OCCUPATIONS } from '../lists.ts';
import { inThirdPerson, takePhrase, titleCase } from '../phrases.ts';
import { CLAUSE_WORDS, DEICTIC, PLACE_STOPS, words } from '../words.ts';
import { readPlace } from './place.ts';
import { ANYMORE, type Context } from './rule.ts';

/** Words that end an employer. */
export const EMPLOYER_STOPS: ReadonlySet<string> = new Set([...PLACE_STOPS, 'as', 'in', 'where', 'doing']);
const ROLE_STOPS = new Set([...CLAUSE_WORDS, ...words('last this recently ago at for in with by from on these right now currently where my who')]);
const NO_EMPLOYER = words(`home night nights weekends weekend least all times that it this them him her you myself ourselves free fun money peanuts
  hours days weeks months years dinner lunch what which more less most one two three full-time being making getting half minimum now
  everyone everybody whoever anyone someone people clients different various several many some peace charity change justice`);
const GENERIC = /^(?:an?|the|my|our)$/iu;
const WORKPLACE =
  /\b(?:hospital|school|university|college|bank|restaurant|company|startup|start-up|firm|agency|store|shop|cafe|café|bakery|factory|library|museum|hotel|clinic|studio|lab|laboratory|government|ngo|nonprofit|non-profit|airport|airline|bookstore|supermarket|office|gym|bar|pub|salon|church|farm|zoo|theater|newspaper|magazine|magazines|charity|embassy|council|army|navy|police|post office)$/iu;

/** Whom one works for, at the start of `rest`. */
export function employer(rest: string, { lowerCase }: Context): string | undefined {
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
export function role(rest: string, open = false): { readonly title: string; readonly after: string } | undefined {
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
    /^(?!acting|managing|visiting|consulting|nursing|marketing|building|engineering|sitting|recruiting|banking|accounting|voting|teaching|cleaning|catering|driving|shipping|shooting|software)\p{L}+ing$/u.test(
      tokens[0] ?? '',
    ) ||
    tokens.length > 6 ||
    /^(?:by training|at heart|in training|in the making|for (?:a|the) (?:day|night|week)|in (?:a|the|my) (?:play|movie|game))\b/iu.test(phrase.after)
  )
    return undefined;
  return { title: phrase.text.replace(/^(?:an?|the) /iu, (article) => article.toLowerCase()), after: phrase.after };
}

/** "nurse" → "a nurse", "CEO" as it is. */
export const withArticle = (title: string): string => {
  const chief = /^(?:ceo|cto|cfo|coo|vp|head|dean|president|principal|co-?founder|founder)\b/iu.test(title);
  return /^(?:an?|the) /u.test(title) || chief ? title : `${/^[aeio]|^u(?!n|s|t)|^un(?!i)/iu.test(title) ? 'an' : 'a'} ${title}`;
};

/** "a nurse at Apollo in Chennai": the town, as a fact of its own. A branch ("in marketing") is no town. */
export function workplace(after: string, context: Context): readonly ExtractedFact[] {
  const at = /^(?:(?:now |here |currently )?(?:(?:at|for|with) (?:[\p{L}&'-]+ ){1,4}?)?)?in (?=\S)/iu.exec(after.trim());
  if (at === null) return [];
  const rest = after.trim().slice(at[0].length);
  const first = takePhrase(rest, PLACE_STOPS)?.text.toLowerCase() ?? '';
  const branch =
    FIELDS.has(first.split(' ').at(-1) ?? '') || /(?:ology|ics|ing|ment|care|sector|industry|department|team|training|unit|room|ward|field)\b/u.test(first);
  const place = branch ? undefined : readPlace(rest, context, true);
  return place === undefined ? [] : holds('user.employment.place', `User works in ${place}`);
}

/** "a nurse at Apollo in Chennai": up to three facts. */
export const roleAndEmployer = (rest: string, context: Context, open: boolean): readonly ExtractedFact[] => {
  const job = role(rest, open);
  if (job === undefined) return [];
  const study = /\bstudent$/iu.test(job.title);
  const at = /^(?:at|for|with) (?=\S)/iu.exec(job.after);
  const name = at === null ? undefined : employer(job.after.slice(at[0].length), context);
  const place = study && name !== undefined ? ` at ${name}` : '';
  const is = holds('user.employment.role', `User is ${withArticle(job.title)}${place}`);
  const there = study ? [] : workplace(job.after, context);
  return study || name === undefined
    ? [...is, ...there]
    : [...is, ...there, ...holds('user.employment.employer', `User works ${at?.[0].trim().toLowerCase() ?? 'at'} ${name}`)];
};

/** "Acme as a product manager". */
export const employedBy = (rest: string, found: RegExpExecArray, context: Context): readonly ExtractedFact[] => {
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

/** Ways to say "work". */
export const WORK: string = String.raw`~(?:work|working|employed)`;
