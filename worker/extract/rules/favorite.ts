import type { ExtractedFact } from '../extractor.ts';
import { holds, over } from '../facts.ts';
import { inThirdPerson, takePhrase } from '../phrases.ts';
import { singular, slug, spell } from '../slug.ts';
import { CLAUSE_WORDS, DEICTIC, PREPOSITIONS, words } from '../words.ts';
import { ANYMORE, type Rule, head } from './rule.ts';

type Facts = readonly ExtractedFact[];

const CATEGORY = String.raw`[\p{L}\p{M}'-]+(?: [\p{L}\p{M}'-]+){0,2}?(?: of (?:the )?(?:year|day|week|all time))?`;
const MY_FAVORITE = String.raw`my (?:(?:all.time|absolute|personal|current|own|new|number one) )?favou?rite`;
const NO_CATEGORY = words(`part thing things moment memory memories one ones way piece photo picture bit aspect section spot of so to is are place lately
  thing's kind type sort quote line scene experience event day people person pieces projects project activity
  feeling about from in on that this at for now was`);
const NO_FAVORITE = words(`that this it he she they these those definitely probably yours mine not still when to because going being by one also
  either both all always just how what where if an a your his her their there here here there anything everything nothing my none hard amazing great good bad better nice so very really closed open dirty gone
  lost missing broken ready done back out over off up sold hot cold expensive cheap far awesome delicious different similar more most`);

/** "My favourite song is playing", "… restaurant is closed": what it does, not which it is. */
const predicate = (value: string, category: string): boolean =>
  (/^\p{Ll}+ing\b/u.test(value) && !/(?:hobby|activity|sport|pastime|exercise|workout|season)$/u.test(category)) ||
  (/^\p{Ll}+ed\b/u.test(value) && !/^(?:red|fried|baked)\b/u.test(value));

function favorite(category: string, value: string, ends: boolean, verb: 'is' | 'are' = 'is'): Facts {
  const names = category
    .toLowerCase()
    .replace(/^(?:ever|of) /u, '')
    .replace(/ of all time$/u, '')
    .split(' ');
  if (names.some((name) => NO_CATEGORY.has(name)) && !/ of (?:the )?(?:year|day|week)$/u.test(category)) return [];
  const last = names.length - 1;
  const shown = names.map((name, i) => spell(i === last ? singular(name) : name)).join(' ');
  const key = `user.favorite.${slug(shown)}`;
  const subject = `User's favorite ${verb === 'are' ? names.map(spell).join(' ') : shown} ${verb}`;
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
  return ends ? over(key, `${subject} no longer ${named}`) : holds(key, `${subject} ${named}`);
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
        : favorite(found[1] ?? '', ANYMORE.test(rest) ? '' : valueOf(rest), false, / are\s*$/iu.test(found[0]) ? 'are' : 'is');
    },
  },
  {
    head: new RegExp(
      String.raw`^(?!.{0,60}(?<!\p{L})(?:he|she|they|it|that|this|these|those|what|which|one|here|there|i|my)(?!\p{L}).{0,60} my )((?:\S+ ){0,5}?\S+?)(?: is| are|'s) (no longer |still |also |now )?${MY_FAVORITE} (${CATEGORY})(?= *$|[,;:!(]| (?:and|but|because|since|so|too|ever|by|in the world)(?!\p{L}))`,
      'iu',
    ),
    read: (_, found) => {
      const subject = takePhrase(found[1] ?? '', VALUE_STOPS);
      const whole = subject !== undefined && subject.by === '' && subject.text === found[1];
      return whole ? favorite(found[3] ?? '', subject.text, /no longer/iu.test(found[2] ?? '')) : [];
    },
  },
];
