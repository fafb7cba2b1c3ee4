import type { ExtractedFact } from '../extractor.ts';
import { holds, over } from '../facts.ts';
import { slug } from '../slug.ts';
import { FIELDS, NO_JOB_ADJECTIVES, OCCUPATIONS } from '../lists.ts';
import { inThirdPerson, takePhrase, titleCase } from '../phrases.ts';
import { CLAUSE_WORDS, DEICTIC, PLACE_STOPS, words } from '../words.ts';
import { readPlace } from './place.ts';
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
    /^(?!acting|managing|visiting|consulting|nursing|marketing|building|engineering|sitting|recruiting|banking|accounting|voting|teaching|cleaning|catering|driving|shipping|software)\p{L}+ing$/u.test(tokens[0] ?? '') ||
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

/** "a nurse at Apollo in Chennai": the town, as a fact of its own. A branch ("in marketing") is no town. */
function workplace(after: string, context: Context): readonly ExtractedFact[] {
  const at = /^(?:(?:now |here |currently )?(?:(?:at|for|with) (?:[\p{L}&'-]+ ){1,4}?)?)?in (?=\S)/iu.exec(after.trim());
  if (at === null) return [];
  const rest = after.trim().slice(at[0].length);
  const first = takePhrase(rest, PLACE_STOPS)?.text.toLowerCase() ?? '';
  const branch = FIELDS.has(first.split(' ').at(-1) ?? '') || /(?:ology|ics|ing|ment|care|sector|industry|department|team|training|unit|room|ward|field)\b/u.test(first);
  const place = branch ? undefined : readPlace(rest, context, true);
  return place === undefined ? [] : holds('user.employment.place', `User works in ${place}`);
}

const roleAndEmployer = (rest: string, context: Context, open: boolean): readonly ExtractedFact[] => {
  const job = role(rest, open);
  if (job === undefined) return [];
  const study = /\bstudent$/iu.test(job.title);
  const at = /^(?:at|for|with) (?=\S)/iu.exec(job.after);
  const name = at === null ? undefined : employer(job.after.slice(at[0].length), context);
  const place = study && name !== undefined ? ` at ${name}` : '';
  const is = holds('user.employment.role', `User is ${withArticle(job.title)}${place}`);
  const there = study ? [] : workplace(job.after, context);
  return study || name === undefined ? [...is, ...there] : [...is, ...there, ...holds('user.employment.employer', `User works ${at?.[0].trim().toLowerCase() ?? 'at'} ${name}`)];
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
    head: head('i (?:~(teach|tutor|coach)|am ~(teaching|tutoring)|have been (teaching|tutoring))'),
    read: (rest, found, context) => {
      const subject = takePhrase(rest, new Set([...PLACE_STOPS, 'to', 'in', 'as', 'part-time', 'there']))?.text ?? '';
      const verb = (found[1] ?? found[2] ?? found[3] ?? '').toLowerCase();
      if (subject === '' || ANYMORE.test(rest) || /^(?:you|me|him|her|them|it|that|this|myself|how|an?|one|my (?:son|daughter|kids?|child|children|wife|husband|dog))$/iu.test(subject.split(' ').slice(0, 2).join(' ')) || subject.split(' ').length > 4) return [];
      const base = verb.replace(/ing$/u, '');
      const after = rest.slice(subject.length);
      const where = /^ (?:at|in) (an? |the |my )?((?:local |primary |secondary |high |middle |international |public |private |girls'? |boys'? )*(?:school|college|university|academy|nursery|uni|institute|studio|gym))(?: in (?=\S))?/iu.exec(after);
      const place = where?.[0].endsWith(' in ') === true ? readPlace(after.slice(where[0].length), context, true) : undefined;
      const at = where === null ? '' : ` at ${(where[1] ?? '').replace(/^my /iu, 'their ')}${where[2] ?? ''}`;
      return [
        ...holds(`user.employment.teaching.${slug(subject)}`, inThirdPerson(`User ${base === 'coach' ? 'coaches' : base === 'teach' ? 'teaches' : 'tutors'} ${subject}${place === undefined ? at : ''}`)),
        ...(place === undefined ? [] : holds('user.employment.place', `User works${at} in ${place}`)),
      ];
    },
  },
  {
    head: head(String.raw`i (?:~(?:run|own|manage|co-own)|have|am ~running|(?:have )?(?:just |recently )?(?:opened|started|set up|bought))(?= (?:an?|my own|my|the|our) (?:[\p{L}'-]+ ){0,3}(?:business|shop|store|bakery|cafe|café|restaurant|company|startup|start-up|salon|agency|firm|studio|farm|clinic|pub|bar|hotel|b&b|guest house|practice|garage|gym|nursery|tea stall|stall|food truck|pharmacy|consultancy|dairy|workshop|boutique|bookshop|bookstore|takeaway|market stall|kirana(?: store)?|coaching centre|charity|ngo|school|franchise|hostel|team of \p{L}+)(?![\p{L}]))`),
    read: (rest, found, context) => {
      const what = takePhrase(rest, new Set([...PLACE_STOPS, 'in', 'at', 'to', 'on', 'selling', 'called', 'near', 'that', 'with']))?.text ?? '';
      if (what === '' || ANYMORE.test(rest)) return [];
      const verb = /\b(own|manage)\b/iu.exec(found[0])?.[1]?.toLowerCase() ?? 'run';
      return [...holds('user.employment.business', inThirdPerson(`User ${verb}s ${what}`)), ...workplace(rest.slice(what.length), context)];
    },
  },
  {
    head: head('i ~freelance(?:,)?(?: as(?: an?)?| in)?|i am ~freelancing(?: as an?| in)?'),
    read: (rest) => {
      const what = takePhrase(rest.replace(/^(?:mostly|mainly|usually) /iu, ''), new Set([...PLACE_STOPS, 'mostly', 'for', 'in']))?.text ?? '';
      return holds('user.employment.role', what === '' || what.split(' ').length > 3 ? 'User freelances' : `User freelances: ${what}`);
    },
  },
  {
    head: head('i ~(?:do|make|sell|fix|repair|drive|deliver) (?=.{2,30}? for (?:a living|work)\\b)'),
    read: (rest, found) => {
      const what = /^(.{2,40}?) for (?:a living|work)\b/iu.exec(rest)?.[1] ?? '';
      const verb = found[0].trim().split(' ').at(-1)?.toLowerCase() ?? 'do';
      return what === '' || DEICTIC.has(what.toLowerCase()) ? [] : holds('user.employment.role', inThirdPerson(`User ${verb === 'do' ? 'does' : verb.endsWith('x') ? `${verb}es` : `${verb}s`} ${what} for a living`));
    },
  },
  {
    head: head('i ~drive (?:an? )?(uber|taxi|cab|lorry|truck|bus|rickshaw|auto|ola|hgv|forklift|ambulance|school bus|train|tram)s?(?: for)?'),
    read: (_, found) => holds('user.employment.role', `User drives a ${(found[1] ?? '').toLowerCase().replace(/^(?:uber|ola|hgv)$/u, (name) => (name === 'hgv' ? 'HGV' : titleCase(name)))}`.replace('a Uber', 'for Uber').replace('a Ola', 'for Ola').replace('a HGV', 'an HGV').replace('a auto', 'an auto').replace('a ambulance', 'an ambulance')),
  },
  {
    head: head('i am ~(?:at|with)'),
    read: (rest, _, context) => {
      const now = context.leftJob && /(?<![\p{L}])(?:now|these days|instead)(?![\p{L}])/iu.test(context.whole);
      const name = now ? employer(rest.replace(/\s*(?:now|these days|instead)\b.*$/iu, ''), context) : undefined;
      return name === undefined ? [] : holds('user.employment.employer', `User works at ${name}`);
    },
  },
  {
    head: head('i (?:have )?(?:just |recently |finally )?(?:left|quit|resigned from|retired from|been let go from|got let go from)(?! my (?:old |last )?job\\b)'),
    read: (rest, _, context) => {
      const name = employer(rest.replace(/ (?:last|this|in|on|after|back) .*$/iu, ','), context) ?? /^(?:the|my) (?:bank|firm|company|agency|hospital|school|shop|factory|army|navy|police|restaurant|job)/iu.exec(rest)?.[0];
      return name === undefined ? [] : over('user.employment.employer', `User no longer works at ${inThirdPerson(name)}`);
    },
  },
  {
    head: head('i am ~an? (stay[- ]at[- ]home|single|full[- ]time|foster|working|new) (mum|mom|mother|dad|father|parent)'),
    read: (_, found) => holds('user.relation.parent', `User is a ${(found[1] ?? '').toLowerCase()} ${(found[2] ?? '').toLowerCase()}`),
  },
  {
    head: head('i work ~in'),
    read: (rest, _, context) => {
      const there = workplace(`in ${rest}`, context);
      const field =
        takePhrase(rest.replace(/^the (?=[\p{L} ]{2,30} (?:industry|sector|field)\b)/iu, ''), EMPLOYER_STOPS)?.text.replace(
          / (?:industry|sector|field)$/iu,
          '',
        ) ?? '';
      return FIELDS.has((field.split(' ').at(-1) ?? '').toLowerCase()) && field.split(' ').length < 4
        ? holds('user.employment.field', `User works in ${field}`)
        : there;
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
