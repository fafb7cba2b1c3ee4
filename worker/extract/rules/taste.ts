import type { ExtractedFact } from '../extractor.ts';
import { holds, over } from '../facts.ts';
import { inThirdPerson, takePhrase } from '../phrases.ts';
import { singular, slug, spell } from '../slug.ts';
import { CLAUSE_WORDS, DEICTIC, PREPOSITIONS, words } from '../words.ts';
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
    head: head('i am ~(?:an? )?(?:really |very |very much )?(?:(?:big|huge|massive|great|real) )?(?:fond of|fan of|into|lover of|crazy about|obsessed with)'),
    read: (rest) => (ANYMORE.test(rest) ? [] : taste(rest, 'likes', true)),
  },
  { head: head(`i ~(${HATE})`), read: (rest, found) => (ANYMORE.test(rest) ? [] : taste(rest, SAYS.get(found[1]?.toLowerCase() ?? '') ?? 'dislikes', false)) },
  { head: head(`i ~(?:cannot|can'?t|can not) (?:stand|bear)`), read: (rest) => taste(rest, 'dislikes', false) },
  {
    head: head(
      `i (?:(?:really|just|actually|honestly) )?${NOT} (?:(?:really|particularly|actually|even) )?(?:${LIKE}|care for)|i am not (?:really )?(?:an? )?(?:(?:big|huge) )?(?:fond of|fan of|into)`,
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
  const key = LENGTHS.test(text) ? 'answer-length' : slug(text);
  return key === '' ? [] : holds(`user.preference.${key}`, `User prefers ${to === null ? '' : 'to '}${inThirdPerson(text)}`);
}

const CATEGORY = String.raw`[\p{L}\p{M}'-]+(?: [\p{L}\p{M}'-]+){0,2}?(?: of (?:the )?(?:year|day|week|all time))?`;
const MY_FAVORITE = String.raw`my (?:(?:all.time|absolute|personal|current|own|new|number one) )?favou?rite`;
const NO_CATEGORY = words(`part thing things moment memory memories one ones way piece photo picture bit aspect section spot of so to is are place lately
  thing's kind type sort quote line scene experience event day people person pieces projects project subject-matter to-do activity
  feeling about from in on that this at for now was`);
const NO_FAVORITE = words(`that this it he she they these those definitely probably yours mine not still when to because going being by one also the-one
  either both all always just how what where if an a your his her their there here here there anything everything nothing my none hard amazing great good bad better nice so very really closed open dirty gone
  lost missing broken ready done back out over off up sold hot cold expensive cheap far awesome delicious different similar more most`);

/** "My favourite song is playing", "… restaurant is closed": what it does, not which it is. */
const predicate = (value: string, category: string): boolean =>
  (/^\p{Ll}+ing\b/u.test(value) && !/(?:hobby|activity|sport|pastime|exercise|workout|season)$/u.test(category)) ||
  (/^\p{Ll}+ed\b/u.test(value) && !/^(?:red|fried|baked)\b/u.test(value));

function favorite(category: string, value: string, ends: boolean): Facts {
  const names = category
    .toLowerCase()
    .replace(/^(?:ever|of) /u, '')
    .replace(/ of all time$/u, '')
    .split(' ');
  if (names.some((name) => NO_CATEGORY.has(name)) && !/ of (?:the )?(?:year|day|week)$/u.test(category)) return [];
  const last = names.length - 1;
  const shown = names.map((name, i) => spell(i === last ? singular(name) : name)).join(' ');
  const key = `user.favorite.${slug(shown)}`;
  const clean = inThirdPerson(value.replace(/^(?:now |actually |still |probably |definitely )/iu, ''));
  const tokens = clean.toLowerCase().split(' ');
  if (
    clean === '' ||
    NO_FAVORITE.has(tokens[0] ?? '') ||
    PREPOSITIONS.has(tokens[0] ?? '') ||
    predicate(clean, shown) ||
    /^the (?:first|second|third|last|other|next|same|whole|new|old|one)\b/iu.test(clean) ||
    tokens.some((token) => DEICTIC.has(token))
  )
    return [];
  const named = shown === 'color' ? clean.toLowerCase() : clean;
  return ends ? over(key, `User's favorite ${shown} is no longer ${named}`) : holds(key, `User's favorite ${shown} is ${named}`);
}

/** Lets "pasta and pizza" and "The Lord of the Rings" stand whole. */
const VALUE_STOPS = new Set([...CLAUSE_WORDS].filter((word) => !/^(?:and|or|as|like|all)$/u.test(word)));

const valueOf = (rest: string): string => {
  const phrase = takePhrase(rest, VALUE_STOPS);
  return phrase === undefined || /^(?:that|which|when|who|i|where|how|what|is|are|was)$/u.test(phrase.by) ? '' : phrase.text;
};

/** "My favourite colour is green", "Blue is my favourite colour". */
export const FAVORITE_RULES: readonly Rule[] = [
  {
    head: head(`${MY_FAVORITE} (${CATEGORY}) (?:(?:is|are|'s|has always been)(?: (not|no longer))?|(isn'?t|aren'?t))`),
    read: (rest, found) => {
      const negated = (found[2] ?? found[3]) !== undefined;
      if (negated && !ANYMORE.test(rest) && !/longer/iu.test(found[2] ?? '')) return [];
      return negated
        ? favorite(found[1] ?? '', valueOf(rest.replace(ANYMORE, '')), true)
        : favorite(found[1] ?? '', ANYMORE.test(rest) ? '' : valueOf(rest), false);
    },
  },
  {
    head: new RegExp(
      String.raw`^(?!.{0,60}(?<!\p{L})(?:he|she|they|it|that|this|these|those|what|which|one|here|there|i|my)(?!\p{L}).{0,60} my )((?:\S+ ){0,5}?\S+) (?:is|are) (no longer |still |also |now )?${MY_FAVORITE} (${CATEGORY})(?= *$|[,;:!(]| (?:and|but|because|since|so|too|ever|by|in the world)(?!\p{L}))`,
      'iu',
    ),
    read: (_, found) => {
      const subject = takePhrase(found[1] ?? '', VALUE_STOPS);
      const whole = subject !== undefined && subject.by === '' && subject.text === found[1];
      return whole ? favorite(found[3] ?? '', subject.text, /no longer/iu.test(found[2] ?? '')) : [];
    },
  },
];
