import type { ExtractedFact } from '../extractor.ts';
import { holds, over } from '../facts.ts';
import { takePhrase } from '../phrases.ts';
import { singular, slug } from '../slug.ts';
import { CLAUSE_WORDS, DEICTIC, words } from '../words.ts';
import { ANYMORE, NOT, type Rule, head } from './rule.ts';

type Facts = readonly ExtractedFact[];
const DIETS = 'vegetarian|veggie|vegan|pescatarian|pescetarian|flexitarian|eggetarian|fruitarian|lacto-vegetarian|non-vegetarian|nonvegetarian';
const DIET_END =
  /^(?:$|[,.;:!(]|(?:and|but|so|because|since|now|too|by|for|at|who|these|been|diet|person|myself|as|with|since|from|in|last|this|i)(?![\p{L}']))/iu;
const MEMBERS = new Set([...CLAUSE_WORDS, 'anymore', 'since', 'myself', 'her', 'his', 'their', 'for', 'by']);
const NO_ALLERGEN = words(
  'a it this that them these those everything anything something certain you my people work mornings bullshit stupidity all being doing',
);

/** "peanuts, shellfish and dust": each is a key of its own. */
function members(rest: string, most: number): readonly string[] {
  const found: string[] = [];
  let left = rest;
  let listed = 0;
  while (found.length < most) {
    const phrase = takePhrase(left, MEMBERS);
    if (phrase === undefined || phrase.text.split(' ').length > 4) break;
    if (
      phrase.text.split(' ').some((token) => DEICTIC.has(token.toLowerCase()) || /^my$/iu.test(token)) ||
      NO_ALLERGEN.has(phrase.text.split(' ')[0]?.toLowerCase() ?? '')
    )
      break;
    found.push(phrase.text);
    const and = /^(?:and|or)$/u.test(phrase.by) || /^(?:and|or)\b/iu.test(phrase.after);
    if (and) listed = found.length;
    else if (phrase.by !== ',') break;
    left = phrase.after.replace(/^(?:and|or)\b\s*(?:to )?/iu, '');
  }
  return found.slice(0, Math.max(1, Math.min(found.length, listed + 1)));
}

const keyOf = (thing: string): string =>
  slug(
    thing
      .toLowerCase()
      .split(' ')
      .map((word, i, all) => (i === all.length - 1 ? singular(word) : word))
      .join(' '),
  );
const allergy = (thing: string, says = (what: string): string => `User is allergic to ${what}`): Facts =>
  keyOf(thing) === '' ? [] : holds(`user.allergy.${keyOf(thing)}`, says(thing));
const noAllergy = (thing: string): Facts => (keyOf(thing) === '' ? [] : over(`user.allergy.${keyOf(thing)}`, `User is not allergic to ${thing}`));

const NOT_FOOD = words(
  'out much anything here there it that at a lot well enough before after in on the this them these those any too very so alone with like dinner lunch breakfast as more less until when anymore all your my his her with what for food properly another more enough people words',
);

/** What people keep from, in the singular. */
const FOODS = words(`
  meat beef pork chicken fish shellfish seafood prawn shrimp egg dairy milk cheese gluten wheat bread sugar salt caffeine coffee tea alcohol
  beer wine nut peanut almond cashew soy soya onion garlic potato rice carb spice spicy chilli chili oil fried butter lamb mutton lactose
  tomato citru orange banana avocado mushroom eggplant aubergine yogurt cream chocolate sweet soda junk food corn lentil bean strawberry
  grapefruit processed red sesame mustard celery yeast paneer ghee curd ham bacon gelatin msg aspartame kiwi pineapple mango
`);

/** What the user eats, does not eat, and must not eat. */
export const BODY_RULES: readonly Rule[] = [
  {
    head: head(
      `i am ~(?:an? )?(?:strict |lifelong |pure |practicing |committed )?(${DIETS})|i (?:have )?(?:just |recently )?(?:become|became|gone|went|turned) (?:an? )?(?:fully )?(${DIETS})|i have been (?:an? )?(${DIETS})(?= (?:for|since|all|my)\\b)|i follow an? (?:strict )?(${DIETS})`,
    ),
    read: (rest, found) => {
      const diet = (found[1] ?? found[2] ?? found[3] ?? found[4] ?? '').toLowerCase();
      const past = /^for (?:lent|a (?:day|week|month|while|bit)|january)\b|^in \d{4}/iu.test(rest);
      return DIET_END.test(rest) && !past && !ANYMORE.test(rest) ? holds('user.diet', `User is ${diet.replace('veggie', 'vegetarian')}`) : [];
    },
  },
  {
    head: head(
      String.raw`i (?:am ~(?:on|doing)|~follow|~eat|~do) (?:an? |the )?(?:strict )?(keto|ketogenic|paleo|gluten[- ]free|halal|kosher|low[- ]carb|plant[- ]based|mediterranean|dairy[- ]free|jain)(?: diet| food| meals)?`,
    ),
    read: (rest, found) =>
      DIET_END.test(rest) && !ANYMORE.test(rest)
        ? holds(
            'user.diet',
            `User follows a ${(found[1] ?? '').toLowerCase().replace(' ', '-').replace('mediterranean', 'Mediterranean').replace('jain', 'Jain')} diet`,
          )
        : [],
  },
  {
    head: head(`i am (?:no longer|not) (?:an? )?(${DIETS})|i (?:have )?(?:stopped|quit) being (?:an? )?(${DIETS})`),
    read: (rest, found) =>
      / not /iu.test(found[0]) && !ANYMORE.test(rest) ? [] : over('user.diet', `User is no longer ${(found[1] ?? found[2] ?? '').toLowerCase()}`),
  },
  {
    head: head('i (?:have )?(?:started eating|eat) (?:meat|animal products) again|i eat meat now'),
    read: () => [...over('user.diet', 'User eats meat again'), ...over('user.diet.no-meat', 'User eats meat again')],
  },
  {
    head: head(
      String.raw`i (?:(?:really|just|also) )?(?:(?:do not|don'?t|never|cannot|can'?t|avoid|try to avoid|stay away from|steer clear of)(?: ~(eat|drink|have|touch|do|tolerate|handle|digest|stomach)(?! not\b))?)`,
    ),
    read: (rest, found) => {
      const phrase = takePhrase(rest, new Set([...MEMBERS, 'either', 'at']));
      const tokens = phrase?.text.toLowerCase().split(' ') ?? [];
      if (
        phrase === undefined ||
        tokens.length > 3 ||
        tokens.some((token) => DEICTIC.has(token)) ||
        NOT_FOOD.has(tokens[0] ?? '') ||
        /^(?:while|when|before|after|until|unless|if|on|that|which|during)$/u.test(phrase.by)
      )
        return [];
      if (/\b(?:while|when|before|after|until|unless|during|today|tonight|late|much|often|every|on)\b/iu.test(rest)) return [];
      const verb = found[1]?.toLowerCase();
      const avoids = /avoid|away|clear/iu.test(found[0]);
      if (verb === undefined && !avoids) return [];
      // other verbs take objects that are no food: "I don't have time", "I can't do mornings"
      if ((avoids || !/^(?:eat|drink)$/u.test(verb ?? '')) && !tokens.some((token) => FOODS.has(singular(token)))) return [];
      const not = avoids ? 'avoids' : /can/iu.test(found[0]) ? `cannot ${verb ?? ''}` : `does not ${verb ?? ''}`;
      return members(rest, 4).flatMap((thing) => (slug(thing) === '' ? [] : holds(`user.diet.no-${slug(thing)}`, `User ${not} ${thing}`)));
    },
  },
  {
    head: head(String.raw`i am ~(?:(?:deathly|severely|highly|extremely|mildly|slightly|terribly|violently) )?allergic to`),
    read: (rest) => (ANYMORE.test(rest) ? [] : members(rest, 6).flatMap((thing) => allergy(thing))),
  },
  {
    head: head(String.raw`i (?:~have|suffer from) (?:an? )?(?:(?:severe|bad|serious|mild|terrible|strong) )?allerg(?:y|ies) to`),
    read: (rest) => members(rest, 6).flatMap((thing) => allergy(thing)),
  },
  {
    head: head(String.raw`i ~have (?:an? )?(?:(?:severe|bad|serious|mild|terrible|strong) )?(\p{L}+(?: \p{L}+)?) allergy`),
    read: (_, found) => {
      const thing = found[1] ?? '';
      return NO_ALLERGEN.has(thing.toLowerCase()) || /^(?:new|skin|food|weird|strange|rare|kind|seasonal|an|no)\b/iu.test(thing)
        ? []
        : allergy(thing, (what) => `User has a ${what} allergy`);
    },
  },
  {
    head: head('i am ~(lactose|gluten|dairy|fructose|histamine)[- ]intolerant'),
    read: (_, found) => holds(`user.allergy.${(found[1] ?? '').toLowerCase()}`, `User is ${(found[1] ?? '').toLowerCase()} intolerant`),
  },
  {
    head: head(String.raw`i (?:have )?(?:outgrown|grown out of|got over) my (\p{L}+(?: \p{L}+)?) allergy|my (\p{L}+(?: \p{L}+)?) allergy (?:is|has) gone`),
    read: (_, found) => noAllergy(found[1] ?? found[2] ?? ''),
  },
  {
    head: head(String.raw`i (?:am (?:not|no longer)|${NOT} seem) (?:actually )?allergic to`),
    read: (rest) => members(rest.replace(ANYMORE, ''), 6).flatMap(noAllergy),
  },
];
