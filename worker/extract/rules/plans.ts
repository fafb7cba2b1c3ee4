import { holds, over } from '../facts.ts';
import { inThirdPerson } from '../phrases.ts';
import { slug } from '../slug.ts';
import { DEICTIC } from '../words.ts';
import { ANYMORE, type Rule, head } from './rule.ts';

/** Where a plan stops being told. */
const END =
  /\s*(?:[,;:!?(]|(?<![\p{L}])(?:because|since|so|but|which|who|while|if|unless|although|though|except|and (?:i|my|we|it|then|can|could|what|i'm|need|want)|can you|could you|please|what|how|i'm|i)(?![\p{L}'])).*$/iu;
const told = (rest: string): string =>
  rest
    .replace(END, '')
    .replace(/ (?:yesterday|earlier|last (?:week|month|night)|more than ever)$/iu, '')
    .trim();
/** A date makes of "I'm moving to Leeds" a plan that stands. */
const DATED =
  /(?<![\p{L}])instead|(?:in|on|at|by|next|this|from|for|after|before) (?:the )?(?:end of |\p{L}+ of |\d+(?:st|nd|rd|th) (?:of )?)?(?:early |late |mid[- ])?(?:january|february|march|april|may|june|july|august|september|october|november|december|spring|summer|autumn|fall|winter|\p{L}+day|month|year|week|weekend|\d|christmas|new year|easter|diwali|\p{L}+ (?:weeks|months|years))/iu;
const MOST_WORDS = 14;
const short = (text: string): boolean =>
  text !== '' &&
  !/(?<![\p{L}])(?:today|tonight|tomorrow|right now)$/iu.test(text) &&
  text.split(' ').length <= MOST_WORDS &&
  !DEICTIC.has((text.split(' ')[0] ?? '').toLowerCase());

/** What is decided and on its way. What is wished or thought about is left out. */
export const PLAN_RULES: readonly Rule[] = [
  {
    head: head('i am ~(?:moving|relocating)(?: back)?(?: house)?'),
    read: (rest) => {
      const where = told(rest);
      return short(where) && /^(?:to|out|into|from|in with)\b/iu.test(where) && DATED.test(where)
        ? holds('user.plan.move', `User is moving ${inThirdPerson(where)}`)
        : [];
    },
  },
  {
    head: head('i am ~(getting married|retiring|having a (?:baby|boy|girl|wedding)|getting divorced|graduating|turning)'),
    read: (rest, found) => {
      const what = (found[1] ?? '').trim().toLowerCase();
      const when = told(rest);
      const turning = what.startsWith('turning');
      if (
        turning
          ? !/^(?:\d\d|\p{L}+ty(?:[- ]\p{L}+)?|\p{L}+teen)\b/iu.test(when)
          : when !== '' &&
            !DATED.test(when) &&
            !/^(?:soon|next|this|early|to my (?:\p{L}+ )?(?:partner|girlfriend|boyfriend|fianc\p{L}+|best friend))\b/iu.test(when)
      )
        return [];
      return short(`${what} ${when}`)
        ? holds(
            turning ? 'user.age' : `user.plan.${slug(what.replace('getting ', '').replace(/^married$/u, 'wedding'))}`,
            inThirdPerson(`User is ${what} ${when}`.trim()),
          )
        : [];
    },
  },
  {
    head: head('i am (?:not|no longer) (moving|relocating|getting married|retiring)'),
    read: (rest, found) => {
      const what = (found[1] ?? '').toLowerCase();
      if (/\bnot\b/iu.test(found[0]) && !ANYMORE.test(rest) && !/\bafter all\b/iu.test(rest)) return [];
      return over(`user.plan.${what.includes('married') ? 'wedding' : what === 'retiring' ? 'retiring' : 'move'}`, `User is no longer ${what}`);
    },
  },
  {
    head: head('i (?:have )?(?:just )?(?:pushed|moved|postponed|brought|delayed|changed) (?:the|my|our) wedding(?: back| forward| date)? (?:to|until|till)'),
    read: (rest) => (DATED.test(`in ${rest}`) ? holds('user.plan.wedding', `User's wedding is in ${told(rest)}`) : []),
  },
  {
    head: head('(?:the|my|our) wedding is'),
    read: (rest) =>
      /^(?:now )?(?:on|in|set for)\b/iu.test(rest) && DATED.test(rest)
        ? holds('user.plan.wedding', `User's wedding is ${told(rest).replace(/^now /iu, '')}`)
        : [],
  },
  {
    head: head('i am ~expecting(?= (?:a|an|our|my|twins|another)\\b)'),
    read: (rest) => {
      const what = rest
        .replace(/, (?=an? (?:boy|girl|little))/iu, ' – ')
        .replace(END, '')
        .trim();
      return /\b(?:baby|child|kid|twins|boy|girl|first|second|third|fourth)\b/iu.test(what) && !/\b(?:call|parcel|package|delivery)\b/iu.test(what)
        ? holds('user.plan.baby', inThirdPerson(`User is expecting ${what}`))
        : [];
    },
  },
  {
    head: head(
      'i am ~(training for|preparing for|studying for|revising for|prepping for|saving(?: up)? (?:for|to)|writing|working on|building|planning(?= (?:my|our|a) wedding)|in training for|applying (?:to|for)|working towards)',
    ),
    read: (rest, found) => {
      const what = told(rest);
      const verb = (found[1] ?? '').toLowerCase();
      const thing = /^(?:writing|working on|building)$/u.test(verb)
        ? /^(?:my|an?) (?:\p{L}+ ){0,2}(?:novel|book|memoir|thesis|dissertation|phd|album|startup|screenplay|app|business|house|cookbook|masters?|blog)\b/iu
        : verb.startsWith('applying')
          ? /\b(?:university|college|citizenship|med school|law school|visa|residency|school)\b/iu
          : /^(?:an?|the|my|our|\p{Lu}|[\p{L}]{3,}|\d)/u;
      return short(what) &&
        thing.test(what) &&
        !/^(?:a|the|my) (?:meeting|call|interview|presentation|date|email|test|exam tomorrow)\b|^(?:later|you|it|this|that|tomorrow)\b/iu.test(what)
        ? holds(
            `user.plan.${slug(
              what
                .split(' ')
                .slice(0, 5)
                .join(' ')
                .toLowerCase()
                .replace(/^(?:the|my|an?|our) /u, '')
                .replace(/ (?:in|on|at|by|next|this) .*$/u, ''),
            )}`,
            inThirdPerson(`User is ${verb} ${what}`),
          )
        : [];
    },
  },
  {
    head: head(
      'i am ~trying to (lose|quit|cut|give up|get|learn|stop|save|eat|walk|drink|gain|run|reduce|conceive|have a baby|sleep|read|write|become|avoid|stay off)',
    ),
    read: (rest, found) => {
      const what = told(rest);
      const verb = (found[1] ?? '').toLowerCase();
      const aim = /^(?:lose|gain)$/u.test(verb)
        ? /\b(?:weight|kilos?|kgs?|pounds|stone|muscle|fat|lbs)\b/iu
        : /^(?:quit|give up|stop|stay off|cut|reduce|avoid)$/u.test(verb)
          ? /^(?:down on |out |back on |on )?(?:smoking|drinking|sugar|alcohol|caffeine|coffee|meat|carbs|dairy|gluten|salt|junk food|screen time|vaping|cigarettes|biting|processed|red meat|bread|sweets|gambling)/iu
          : verb === 'get'
            ? /^(?:fit|in shape|pregnant|healthier|better at|into (?:university|college|medicine|med school|shape)|.*\b(?:a day|a week|per day|every day)\b)/iu
            : /^(?:conceive|have a baby)$/u.test(verb)
              ? /^/u
              : verb === 'learn'
                ? /^(?:the |to )?\p{L}+/iu
                : verb === 'save'
                  ? /\b(?:for|up|a month|deposit|house)\b/iu
                  : /\b(?:more|less|every|a day|a week|healthier|better|before|earlier)\b/iu;
      return short(`${verb} ${what}`) && aim.test(what)
        ? holds(`user.plan.${slug(`${verb} ${what.split(' ').slice(0, 2).join(' ')}`.trim())}`, inThirdPerson(`User is trying to ${verb} ${what}`.trim()))
        : [];
    },
  },
  {
    head: head(
      "(?:i have (?:just |finally |recently )?decided to|i have (?:just )?made up my mind to|my (?:main |big |biggest |new )?(?:goal|aim|target|resolution|new year'?s resolution)(?: (?:this year|for this year|for the year|right now|at the moment))? is(?: to)?)",
    ),
    read: (rest, found) => {
      const what = told(rest);
      const goal = /^my/iu.test(found[0]);
      if (!short(what) || /^(?:go with|take|buy this|do (?:it|that|this)|wait|skip|stay in|order|cancel|not)\b/iu.test(what)) return [];
      return holds(
        `user.plan.${slug(what.split(' ').slice(0, 3).join(' '))}`,
        inThirdPerson(goal ? `User's goal is ${/\bto\s*$/iu.test(found[0]) ? 'to ' : ''}${what}` : `User has decided to ${what}`),
      );
    },
  },
  {
    head: head('(?:(?:the|my) wedding is off|i (?:have )?(?:called off|cancelled|canceled) (?:the|my|our) wedding)'),
    read: () => over('user.plan.wedding', 'User is no longer getting married'),
  },
];
