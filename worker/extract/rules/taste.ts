import type { ExtractedFact } from '../extractor.ts';
import { holds, over } from '../facts.ts';
import { inThirdPerson, takePhrase } from '../phrases.ts';
import { slug } from '../slug.ts';
import { CLAUSE_WORDS, DEICTIC, words } from '../words.ts';
import { readThings } from './liking.ts';
import { ANYMORE, NOT, type Rule, head } from './rule.ts';

type Facts = readonly ExtractedFact[];
const SAYS: ReadonlyMap<string, string> = new Map([
  ['like', 'likes'],
  ['love', 'loves'],
  ['enjoy', 'enjoys'],
  ['adore', 'adores'],
  ['hate', 'hates'],
  ['dislike', 'dislikes'],
  ['despise', 'despises'],
  ['detest', 'detests'],
  ['loathe', 'loathes'],
]);

const taste = (rest: string, verb: string, liked: boolean): Facts =>
  readThings(rest).flatMap(({ said, key }) => {
    const name = slug(key);
    const [now, before] = liked ? ['likes', 'dislikes'] : ['dislikes', 'likes'];
    const what = inThirdPerson(said);
    const opposite = liked ? `User no longer dislikes ${what}` : `User no longer likes ${what}`;
    return name === '' ? [] : [...over(`user.${before}.${name}`, opposite), ...holds(`user.${now}.${name}`, `User ${verb} ${what}`)];
  });

const endsTaste = (rest: string, liked: boolean): Facts =>
  readThings(rest.replace(ANYMORE, '').trim()).flatMap(({ said, key }) =>
    slug(key) === '' ? [] : over(`user.${liked ? 'likes' : 'dislikes'}.${slug(key)}`, `User no longer ${liked ? 'likes' : 'dislikes'} ${inThirdPerson(said)}`),
  );

const LIKE = 'like|love|enjoy|adore';
const HATE = 'hate|dislike|despise|detest|loathe';

/** "I like …", "I can't stand …", "I prefer …". */
export const TASTE_RULES: readonly Rule[] = [
  { head: head(`i ~(${LIKE})`), read: (rest, found) => (ANYMORE.test(rest) ? [] : taste(rest, SAYS.get(found[1]?.toLowerCase() ?? '') ?? 'likes', true)) },
  {
    head: head(
      'i am ~(?:an? )?(?:really |very |very much )?(?:(?:big|huge|massive|great|real) )?(?:fond of|fan of|into|lover of|crazy about|obsessed with|keen on|mad about|partial to|passionate about)',
    ),
    read: (rest) => (ANYMORE.test(rest) ? [] : taste(rest, 'likes', true)),
  },
  {
    head: head(
      String.raw`i am ~(?:an? )?(?:(?:really |very )?(?:big|huge|massive|great|real|lifelong|total|die-?hard|keen|avid|proud|long-?time) )?((?:[\p{L}\p{N}'&.-]+ ){1,4})(?:fan|supporter|lover|enthusiast|buff|geek|nerd|addict|fanatic|aficionado|junkie|person|drinker)`,
    ),
    read: (rest, found) => {
      const what = (found[1] ?? '').trim();
      const person = /(?:person|drinker)\s*$/iu.test(found[0]);
      const named = person
        ? /^(?:coffee|tea|dog|cat|beer|wine|outdoors|chai|whisky|books?|train|beach|mountain)$/iu.test(what)
        : !/^(?:an?|the|my|no|not|his|her|your|such|big|football'?s)\b/iu.test(what);
      return !named ||
        ANYMORE.test(rest) ||
        !/^(?:$|[,.;!)]|(?:and|so|but|since|because|too|of|for|by|who|from)(?![\p{L}']))/iu.test(rest) ||
        what.endsWith(' of') ||
        /^(?:big|huge|massive|great|real|lifelong|total|die-?hard|keen|avid|proud|major|loyal|true|good|nice|people|super|longtime|such)$/iu.test(what)
        ? []
        : taste(person && /^(?:dog|cat|book|mountain)$/iu.test(what) ? `${what}s` : what, 'likes', true);
    },
  },
  { head: head(`i ~(${HATE})`), read: (rest, found) => (ANYMORE.test(rest) ? [] : taste(rest, SAYS.get(found[1]?.toLowerCase() ?? '') ?? 'dislikes', false)) },
  { head: head(`i ~(?:cannot|can'?t|can not) (?:stand|bear)`), read: (rest) => taste(rest, 'dislikes', false) },
  {
    head: head(
      `i (?:(?:really|just|actually|honestly) )?${NOT} (?:(?:really|particularly|actually|even) )?(?:${LIKE}|care for)|i am not (?:really )?(?:an? )?(?:(?:big|huge) )?(?:fond of|fan of|into|keen on|mad about)`,
    ),
    read: (rest) => (ANYMORE.test(rest) ? endsTaste(rest, true) : taste(rest, 'dislikes', false)),
  },
  {
    head: head(
      `i (?:no longer (?:${LIKE})|(?:have )?(?:stopped|quit) (?:liking|loving|enjoying)|have gone off|am no longer (?:fond of|into|an? (?:big )?fan of))`,
    ),
    read: (rest) => endsTaste(rest, true),
  },
  {
    head: head(`i (?:no longer (?:${HATE})|(?:have )?stopped (?:hating|disliking)|${NOT} (?:really )?(?:${HATE}))`),
    read: (rest, found) => (/n'?t|not/iu.test(found[0]) && !ANYMORE.test(rest) ? [] : endsTaste(rest, false)),
  },
  { head: head('i ~prefer|my preference is'), read: (rest) => (ANYMORE.test(rest) ? [] : preference(rest)) },
];

const PREFERENCE_STOPS = new Set([...CLAUSE_WORDS, 'over', 'rather', 'instead', 'anymore']);
const LENGTHS =
  /^(?:(?:more|very|really|quite|rather|shorter|longer) )?(?:detailed|short|shorter|brief|briefer|concise|long|longer|in-depth|thorough|quick|succinct|elaborate|terse|verbose|comprehensive|crisp)(?: and \p{L}+)? (?:answers?|replies|repl(?:y|ies)|responses?|explanations?|summar(?:y|ies)|messages)$/iu;
const NOT_PREFERRED = words('that it this these those you him her them not if when to the an one another your his their being');

function preference(rest: string): Facts {
  const to =
    /^to (?=be (?:contacted|addressed|reached|emailed|texted)\b|(?:communicate|speak|talk|use|work|travel|fly|drive|walk|eat|sleep|read|write|listen|watch|study|shop|pay|cook)\b)/u.exec(
      rest,
    );
  if (to === null && /^to\b/iu.test(rest)) return [];
  const phrase = takePhrase(to === null ? rest : rest.slice(3), PREFERENCE_STOPS);
  if (phrase === undefined) return [];
  const ing = /^\p{L}+ing\b/u.test(phrase.text);
  const text = to === null ? phrase.text.replace(ing ? / to \p{L}+ing\b.*$/u : / to .*$/u, '') : phrase.text;
  const tokens = text.toLowerCase().split(' ');
  if (text === '' || NOT_PREFERRED.has(tokens[0] ?? '') || tokens.some((token) => DEICTIC.has(token)) || /^(?:that|which|who|i|you|he|she)$/u.test(phrase.by))
    return [];
  const own = /^my (\p{L}+) \p{L}/u.exec(text)?.[1];
  const key = LENGTHS.test(text) ? 'answer-length' : slug(own ?? text);
  return key === '' ? [] : holds(`user.preference.${key}`, `User prefers ${to === null ? '' : 'to '}${inThirdPerson(text)}`);
}
