import type { ExtractedFact } from '../extractor.ts';
import { holds, over } from '../facts.ts';
import { REGIONS } from '../lists.ts';
import { inThirdPerson, type Phrase, takePhrase, titleCase } from '../phrases.ts';
import { PLACE_STOPS, words } from '../words.ts';
import { ANYMORE, type Context, NOT, type Rule, head } from './rule.ts';

const NO_PLACE = words(`fear pain hope peace denial poverty harmony sin luxury love exile isolation misery anger past present future moment jeans constant
  perpetual permanent total complete constant such one another any some every each different many several various other here there abroad
  nearby town home bed work school college university accounting hr marketing sales finance engineering it support decaf vegan veganism
  management production scratch above below afar hell heaven outer space darkness silence bliss chaos fantasy person reality denial stage
  winter summer spring autumn fall foster care church poverty january february march april may june july august september october november december level chapter step next topic subject another whatever what how where team squad touch shape line control hotels contact character charge bounds tune sync order`);
const DWELLING =
  /\b(?:town|city|village|house|apartment|flat|suburbs?|countryside|condo|studio|dorm|cottage|farm|cabin|neighbou?rhood|island|mountains|desert|area|state|county)\b/iu;
const PLACES_WITH_THE =
  /^the (?:netherlands|uk|us|usa|uae|bronx|philippines|bay area|bahamas|maldives|midwest|united (?:states|kingdom)\b.*|czech republic|dominican republic)$/iu;

function withRegion(place: Phrase): string {
  if (place.by !== ',') return place.text;
  const next = /^[A-Z]{2}(?![\p{L}'])/u.exec(place.after)?.[0] ?? takePhrase(place.after, PLACE_STOPS)?.text ?? '';
  const known = REGIONS.has(next.toLowerCase()) && (next.length > 2 || next === next.toUpperCase());
  return known ? `${place.text}, ${next}` : place.text;
}

/** "moved to Pune in 2019": the year is no part of the place. */
const WHEN =
  / in (?:the |early |late |mid )?(?:\d|jan|feb|march|april|may|june|july|aug|sept|oct|nov|dec|spring|summer|autumn|fall|winter|beginning|end|past).*$/iu;

/** A place as the user named it. `proper`: only one with a name, no "small town in Texas". */
export function readPlace(rest: string, { lowerCase }: Context, proper: boolean): string | undefined {
  const phrase = takePhrase(rest, PLACE_STOPS);
  if (phrase === undefined) return undefined;
  const place = { ...phrase, text: phrase.text.replace(WHEN, '') };
  const first = (place.text.split(' ')[0] ?? '').toLowerCase();
  if (NO_PLACE.has(first) || /^\p{N}|'s\b|\bthe (?:past|moment|future|present|middle)\b|\b(?:universe|world|era|matrix)$/iu.test(place.text)) return undefined;
  if (/^\p{Ll}+ing\b/u.test(place.text) && !/^(?:beijing|nanjing|reading|flushing|kunming)\b/u.test(place.text)) return undefined;
  const named = /\p{Lu}/u.test(place.text);
  if (/^(?:an?|the)$/u.test(first)) {
    if (PLACES_WITH_THE.test(place.text)) return named ? withRegion(place) : `the ${titleCase(place.text.slice(4))}`;
    if (named && first === 'the') return withRegion(place);
    return !proper && DWELLING.test(place.text) ? withRegion(place) : undefined;
  }
  if (named || !/\p{Ll}/u.test(place.text))
    return /^\p{Ll}/u.test(place.text) &&
      !/^(?:down|up|near|north|south|east|west|central|downtown|northern|southern|eastern|western|upstate|rural|de|al|el)\b/u.test(place.text)
      ? undefined
      : withRegion(place);
  const length = place.text.split(' ').length;
  if (length > 3 || (!lowerCase && (proper || length > 2))) return undefined;
  return lowerCase ? titleCase(withRegion(place)) : titleCase(place.text);
}

const lives = (rest: string, context: Context, proper = false): readonly ExtractedFact[] => {
  const place = ANYMORE.test(rest) ? undefined : readPlace(rest, context, proper);
  if (place === undefined) return [];
  const kind = /^(?:an?|the) \P{Lu}*$/u.test(place) && !PLACES_WITH_THE.test(place);
  return holds(kind ? 'user.location.home' : 'user.location.current', `User lives in ${place}`);
};

const says =
  (key: string, verb: string) =>
  (rest: string, _: RegExpExecArray, context: Context): readonly ExtractedFact[] => {
    const place = readPlace(rest, context, !key.endsWith('.origin'));
    return place === undefined ? [] : holds(key, `User ${verb} ${place}`);
  };

/** Where the user lives, comes from, was born. */
export const PLACE_RULES: readonly Rule[] = [
  {
    head: head(
      String.raw`(?:i|we) ~(?:live|reside|stay) ~(?:over |out |up |down |right |alone |by myself |(?:together )?with (?:my |the |our |two |three |some )?(?:\p{L}+ ){1,4}?|close to \p{L}+ )?in|i (?:~share|~rent|am ~renting|am ~sharing) (?:an?|the) (?:\p{L}+ ){0,2}?(?:flat|house|place|apartment|room|studio)(?: with (?:my )?\p{L}+(?: \p{L}+)?)? in|i am ~(?:living|based|residing|settled|located|staying)(?: with (?:my )?\p{L}+(?: \p{L}+)?)? ~(?:out of|in)|my home is in`,
    ),
    read: (rest, _, context) => lives(rest, context),
  },
  {
    head: head('my (office|workplace|shop|school|house|flat|home|place|apartment) is (?:located |based )?in'),
    read: (rest, found, context) => {
      const place = readPlace(rest, context, true);
      const home = /house|flat|home|place|apartment/iu.test(found[1] ?? '');
      if (place === undefined) return [];
      return home
        ? holds('user.location.current', `User lives in ${place}`)
        : holds(`user.${/school/iu.test(found[1] ?? '') ? 'education' : 'employment'}.place`, `User's ${(found[1] ?? '').toLowerCase()} is in ${place}`);
    },
  },
  {
    head: head('i ~live (alone|by myself|on my own|on (?:an?|the)|with (?:my|us|me|two|three|a|some))'),
    read: (rest, found) => {
      const how =
        /^[^,;:!?(]{0,60}/u
          .exec(rest)?.[0]
          .replace(/ (?:and|but|so|because|since|which|who|now|at the moment|for now|until|while|in)(?![\p{L}']).*$/iu, '')
          .trim() ?? '';
      const said = `${(found[1] ?? '').toLowerCase()} ${how}`.trim();
      if (said.split(' ').length > 7 || /\b(?:fear|it|edge|go|road|the (?:regret|pain|consequences))\b|^on (?:an?|the)$/iu.test(said)) return [];
      return holds(/^on (?:an?|the)\b/u.test(said) ? 'user.location.home' : 'user.household', inThirdPerson(`User lives ${said}`));
    },
  },
  {
    head: head('i am ~in'),
    read: (rest, _, context) =>
      /(?<![\p{L}])(?:these days|nowadays|currently living|for good|permanently)(?![\p{L}])/iu.test(context.whole)
        ? lives(rest.replace(/\s*(?:these days|nowadays|for good|permanently).*$/iu, ''), context, true)
        : [],
  },
  {
    head: head('i live (?:close to|just outside(?: of)?|outside(?: of)?|near)'),
    read: (rest, found, context) => {
      const place = readPlace(rest, context, true);
      return place === undefined ? [] : holds('user.location.current', `User lives ${found[0].trim().slice(7)} ${place}`);
    },
  },
  {
    head: head(String.raw`(?:i|we) have ~(?:been living|lived|been based|been residing) in`),
    read: (rest, _, context) =>
      /\b(?:for (?!a (?:few|couple|while)\b.*\b(?:before|once)\b)|since|all my life|my (?:whole|entire) life)\b/iu.test(rest) && !/ ago\b/iu.test(rest)
        ? lives(rest, context, true)
        : [],
  },
  {
    head: head(String.raw`(?:i|we) (?:have )?~(?:moved|relocated|shifted)(?: back| over| out| down| up| here| house| in with my \p{L}+)*(?: in)?`),
    read: (rest, found, context) => {
      const from = (/in with my \p{L}+$/iu.test(found[0].trim()) ? /^in (?=\S)/iu : /^(?:from .{2,40}? )?(?:back |over )?to (?=\S)/iu).exec(rest);
      if (from === null || /\b(?:then|before|but (?:moved|came|went|left|returned)|as a|when i|briefly|temporarily|during)\b/iu.test(rest)) return [];
      return lives(rest.slice(from[0].length), context, true);
    },
  },
  {
    head: head('i am ~(?:originally )?from|i ~(?:originally )?(?:come|hail) from|my (?:home ?town|home country|native place|home city) is'),
    read: says('user.location.origin', 'is from'),
  },
  { head: head('i (?:grew up|was raised|was brought up) in'), read: says('user.location.childhood', 'grew up in') },
  { head: head('i was born(?: and (?:raised|brought up))? in'), read: says('user.location.birthplace', 'was born in') },
  {
    head: head(
      String.raw`(?:i|we) (?:no longer (?:live|reside) in|${NOT} (?:really |actually )?(?:live|reside) in|am no longer (?:living|based) in|am not (?:living|based) in|(?:have )?moved (?:away from|out of))`,
    ),
    read: (rest, found, context) => {
      if (/not|n'?t/iu.test(found[0]) && !ANYMORE.test(rest)) return [];
      const place = readPlace(rest.replace(ANYMORE, ','), context, true);
      return place === undefined ? [] : over('user.location.current', `User no longer lives in ${place}`);
    },
  },
];
