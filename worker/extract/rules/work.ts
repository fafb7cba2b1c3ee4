import { holds, over } from '../facts.ts';
import { slug } from '../slug.ts';
import { FIELDS } from '../lists.ts';
import { inThirdPerson, takePhrase } from '../phrases.ts';
import { CLAUSE_WORDS, PLACE_STOPS } from '../words.ts';
import { readPlace } from './place.ts';
import { ANYMORE, NOT, type Rule, head } from './rule.ts';
import { EMPLOYER_STOPS, employer, role, withArticle, workplace, roleAndEmployer, employedBy, WORK } from './job.ts';

/** What the user does for a living, and for whom. */
export const WORK_RULES: readonly Rule[] = [
  {
    head: head(
      String.raw`i work ~(?:full.?time |part.?time )?(?:at|for)|i am ${WORK} ~(?:at|for|by)|i (?:have )?(?:just |recently )?(?:got|started|took|have|accepted|landed) (?:a|my) (?:new )?job (?:at|with)|i (?:have )?(?:just |recently )?(?:got|been|was) hired (?:at|by)|i (?:have )?(?:just |recently )?started (?:working|work|to work) (?:at|for)|i have worked (?:at|for)(?= .{2,40} (?:for|since) )|i have been working (?:at|for)(?! (?:\d|a|an|the|two|three|four|five|six|ten|over|about|almost|hours|months|years|weeks)\b)`,
    ),
    read: employedBy,
  },
  {
    head: head(
      String.raw`i work ~(?:full.?time |part.?time )?as|i am ${WORK} ~as|i (?:have )?(?:just |recently )?(?:started|got a job|got a new job) (?:working )?as|i (?:have )?(?:just |recently )?(?:became|(?:re)?trained as|retrained as|qualified as)|i (?:have )?(?:just |recently |finally )?(?:got|been|was) promoted to|my (?:job|profession|occupation|job title|role|current role|current job) is|i am|i have been working as|i have been(?= an? (?:\p{L}+ ){1,4}(?:for|since)\b)`,
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
    read: (given, found, context) => {
      const whom = /^(?:kids|children|students|people|adults|beginners) in (?=\p{L})/iu.exec(given);
      const rest = whom === null ? given : given.slice(whom[0].length);
      const subject = takePhrase(rest, new Set([...PLACE_STOPS, 'to', 'in', 'as', 'part-time', 'there']))?.text ?? '';
      const verb = (found[1] ?? found[2] ?? found[3] ?? '').toLowerCase();
      if (
        subject === '' ||
        ANYMORE.test(rest) ||
        /^(?:you|me|him|her|them|it|that|this|myself|how|an?|one|my (?:son|daughter|kids?|child|children|wife|husband|dog))$/iu.test(
          subject.split(' ').slice(0, 2).join(' '),
        ) ||
        subject.split(' ').length > 4
      )
        return [];
      const base = verb.replace(/ing$/u, '');
      const after = rest.slice(subject.length);
      const where =
        /^ (?:at|in) (an? |the |my )?((?:local |primary |secondary |high |middle |international |public |private |girls'? |boys'? )*(?:school|college|university|academy|nursery|uni|institute|studio|gym))(?: in (?=\S))?/iu.exec(
          after,
        );
      const place = where?.[0].endsWith(' in ') === true ? readPlace(after.slice(where[0].length), context, true) : undefined;
      const at = where === null ? '' : ` at ${(where[1] ?? '').replace(/^my /iu, 'their ')}${where[2] ?? ''}`;
      return [
        ...holds(
          `user.employment.teaching.${slug(subject)}`,
          inThirdPerson(`User ${base === 'coach' ? 'coaches' : base === 'teach' ? 'teaches' : 'tutors'} ${subject}${place === undefined ? at : ''}`),
        ),
        ...(place === undefined ? [] : holds('user.employment.place', `User works${at} in ${place}`)),
      ];
    },
  },
  {
    head: head(
      String.raw`i (?:~(?:run|own|manage|co-own)|have|am ~running|(?:have )?(?:just |recently )?(?:opened|started|set up|bought))(?= (?:an?|my own|my|the|our) (?:[\p{L}'-]+ ){0,3}(?:business|shop|store|bakery|cafe|café|restaurant|company|startup|start-up|salon|agency|firm|studio|farm|clinic|pub|bar|hotel|b&b|guest house|practice|garage|gym|nursery|tea stall|stall|food truck|pharmacy|consultancy|dairy|workshop|boutique|bookshop|bookstore|takeaway|market stall|kirana(?: store)?|coaching centre|charity|ngo|school|franchise|hostel|team of \p{L}+)(?![\p{L}]))`,
    ),
    read: (rest, found, context) => {
      const what = takePhrase(rest, new Set([...CLAUSE_WORDS, 'in', 'at', 'to', 'on', 'selling', 'called', 'near', 'that', 'with', 'for', 'from']))?.text ?? '';
      if (what === '' || ANYMORE.test(rest)) return [];
      const verb = /\b(own|manage)\b/iu.exec(found[0])?.[1]?.toLowerCase() ?? 'run';
      return [...holds('user.employment.business', inThirdPerson(`User ${verb}s ${what}`)), ...workplace(rest.slice(what.length), context)];
    },
  },
  {
    head: head(
      'i am ~in(?= (?:sales|marketing|hr|it|finance|banking|advertising|insurance|tech|consulting|logistics|hospitality|construction|nursing|accounting|software|fintech|publishing|journalism|real estate)\\b)',
    ),
    read: (rest, _, context) => {
      const field = /^\p{L}+(?: estate)?/u.exec(rest)?.[0] ?? '';
      const after = rest.slice(field.length).trim();
      const at = /^(?:at|for|with) (?=\S)/iu.exec(after);
      const name = at === null ? undefined : employer(after.slice(at[0].length), context);
      if (name === undefined && !/^(?:$|[,.;!)]|(?:and|but|so|by)\b)/iu.test(after)) return [];
      return [
        ...holds('user.employment.field', `User works in ${/^(?:hr|it)$/iu.test(field) ? field.toUpperCase() : field}`),
        ...(name === undefined ? [] : holds('user.employment.employer', `User works at ${name}`)),
      ];
    },
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
    head: head(
      'i (?:have )?(?:just |recently |finally )?(?:left|quit|resigned from|retired from|been let go from|got let go from)(?! my (?:old |last )?job\\b)',
    ),
    read: (rest, _, context) => {
      const name =
        employer(rest.replace(/ (?:last|this|in|on|after|back) .*$/iu, ','), context) ??
        /^(?:the|my) (?:bank|firm|company|agency|hospital|school|shop|factory|army|navy|police|restaurant|job)/iu.exec(rest)?.[0];
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
      String.raw`i (?:have )?(?:just |recently |finally )?(?:quit|left|lost|resigned from|packed in) my (?:old )?job(?: (?:at|with))?|i (?:have )?(?:just |recently |finally )?(?:handed|given|gave|put) in my (?:notice|resignation)(?: (?:at|to|with))?|i (?:have )?(?:just |recently |finally )?given my notice(?: at)?|i (?:got|was|have been) (?:just |recently )?(?:fired|laid off|made redundant|let go|sacked)(?: from my job)?(?: (?:at|by|from))?`,
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
