import { CLAUSE_WORDS, DEICTIC, VERBS, type WordSet, words } from '../words.ts';
import { takePhrase } from '../phrases.ts';
import { gerund } from '../slug.ts';

/** Something liked, avoided or owned, as said, and the phrase that its key is made of. */
export interface Thing {
  readonly said: string;
  readonly key: string;
}

const STOPS: WordSet = new Set([...CLAUSE_WORDS, 'between', 'vs', 'versus', 'over', "i've", "i'd", "i'll", "who's", 'hate', 'love', 'anymore']);
/** After these the object was cut out of a clause that restricts it: "books I can read", "people who sing". */
const RESTRICTING: WordSet = words(
  "that which who whose whom where wherever i i'm i've i'd he she they we you it he's she's they're we're you're when whenever while if unless how why what as than is are was were am has had until till except instead",
);
const NO_START: WordSet =
  words(`an one some any all every most both each such so my our me us if not when what how who where why which very being seeing hearing
  knowing getting having sharing showing learning giving helping finding feeling watching: and or but about that's much more less
  of in on at for with from by up down out off either anyone same certain yet living to many several few two three four five other`);
const LIGHT: WordSet = words(
  'be have hear see know think say get do make keep help share feel believe imagine call meet add point note tell show start try thank take give find use ask look come live stay pretend work wait',
);
const GENERIC_THE: WordSet =
  words(`beach ocean sea mountains outdoors city countryside rain snow sun summer winter spring autumn cold heat night morning gym theater
  theatre opera circus forest woods desert water sky stars dark weather news internet country piano guitar violin cello drums arts 80s 90s`);
const PAIRS =
  /\b(rock|mac|fish|peanut butter|salt|drum|arts|black|dungeons|bed|science|r|gin|chicken|rice|macaroni|bread|sweet|crime|simon|friends|family|bacon|mix|hide|food|health|law|song|meet|wine|salt|oil|bits|cream|cookies) and (roll|cheese|chips|jelly|vinegar|bass|crafts|white|dragons|breakfasts?|technology|b|tonic|waffles|beans|butter|sour|punishment|garfunkel|family|friends|eggs|match|seek|drink|wellness|order|dance|greet|pepper|cream)\b/giu;

function fits(text: string): boolean {
  const tokens = text.toLowerCase().split(' ');
  const first = tokens[0] ?? '';
  if (NO_START.has(first) && !(tokens.length > 2 && /^(?:being|making|learning|living|helping)$/u.test(first))) return false;
  if (tokens.length === 1 && /^(?:doing|making|taking|going|trying|playing for)$/u.test(first)) return false;
  if (/^(?:trying|starting|joining)$/u.test(first)) return false;
  if (first === 'a' || first === 'this' || VERBS.has(first) || text.length < 2) return false;
  if (tokens.some((token) => DEICTIC.has(token) || /^(?:called|lol|cause)$/u.test(token))) return false;
  if (tokens.length > 1 && tokens.slice(0, -1).some((token) => /[^s]'s$/u.test(token))) return false;
  if (first !== 'the') return !/(?:ly|ed)$/u.test(first) || /^(?:fried|baked|aged|italy|family|jelly|holly|july|red)$/u.test(first);
  return (
    /^[Tt]he \p{Lu}[\p{L}'-]*(?: (?:\p{Lu}[\p{L}'-]*|of|and|the|in))*$/u.test(text) ||
    (tokens.length === 2 && GENERIC_THE.has(tokens[1] ?? '')) ||
    /^the colou?r \S+$/iu.test(text)
  );
}

const joined = (text: string): string => text.replace(PAIRS, '$1&&$2');
const parted = (text: string): string => text.replace(/&&/gu, ' and ');

const startsWithIng = (text: string): boolean => /^\p{L}+ing\b/u.test(text);
const HEADS = /(?:^| )(?:movies?|films?|games?|books?|novels?|music|shows?|flavou?rs?|songs?|stories|food|cuisine|dishes|sports?|series|answers?)$/iu;
const HAS_PREPOSITION = / (?:of|about|in|with|for|on|to|from|at|by|around) /u;

/** How two phrases with "and" between them relate: two things, one phrase ("action and sci-fi movies"), or no list at all. */
function relation(first: string, second: string): 'two' | 'one' | 'none' {
  if (second.split(' ').length > 3) return 'none';
  if (startsWithIng(first) && startsWithIng(second)) return 'two';
  if (startsWithIng(second)) return 'none';
  const single = !first.includes(' ');
  if (HAS_PREPOSITION.test(first) || (startsWithIng(first) && !single) || (single && !first.endsWith('s') && second.includes(' ') && HEADS.test(second)))
    return 'one';
  return 'two';
}

function infinitive(rest: string): readonly Thing[] {
  const phrase = takePhrase(rest, STOPS);
  const tokens = phrase?.text.toLowerCase().split(' ') ?? [];
  const verb = tokens[0] ?? '';
  if (phrase === undefined || LIGHT.has(verb) || RESTRICTING.has(phrase.by) || tokens.some((token) => DEICTIC.has(token))) return [];
  return [{ said: `to ${phrase.text}`, key: [gerund(verb), ...tokens.slice(1)].join(' ') }];
}

/**
 * What `rest` names, one thing a member: "pizza, pasta and sushi" are three. None when the object points at the
 * situation ("it", "your idea"), is restricted by a clause that cannot be kept, or is no noun at all.
 */
export function readThings(rest: string): readonly Thing[] {
  const to = /^to (?:(?:often|always|sometimes|also|occasionally) )?(?=\p{Ll})/u.exec(rest);
  if (to !== null) return infinitive(rest.slice(to[0].length));
  const found: string[] = [];
  let certain = 0;
  let left = joined(rest.slice(0, 300));
  for (let and = false; found.length < 6;) {
    const phrase = takePhrase(left, STOPS);
    const text = parted(phrase?.text ?? '');
    const previous = found.at(-1);
    const kind = previous === undefined ? 'two' : relation(previous, text);
    if (phrase === undefined || RESTRICTING.has(phrase.by) || !fits(text) || kind === 'none') break;
    if (and && kind === 'one') found[found.length - 1] = `${previous ?? ''} and ${text}`;
    else found.push(text);
    if (and) certain = found.length;
    and = /^(?:and|or)$/u.test(phrase.by) || /^(?:and|or)\b/iu.test(phrase.after);
    if (!and && phrase.by !== ',') break;
    left = phrase.after.replace(/^(?:and|or)\b\s*/iu, '');
  }
  return found.slice(0, Math.max(certain, 1)).map((text) => ({ said: text, key: text }));
}
