import type { ExtractedFact } from '../extractor.ts';
import { holds } from '../facts.ts';
import { inThirdPerson } from '../phrases.ts';
import { singular, slug } from '../slug.ts';
import { HABITS, infinitivesOf, thirdPerson } from '../verbs.ts';
import { DEICTIC } from '../words.ts';
import { ADVERB, clean, doing, keyOfDoing } from './doing.ts';
import { LASTING, LIGHT, PASSING, TRAITS, UNDERWAY } from './lasting.ts';
import { ANYMORE, type Rule, head } from './rule.ts';
import { CLOCK, HAS_OFTEN, MOMENT } from './when.ts';

type Facts = readonly ExtractedFact[];

const MOST_WORDS = 14;
/** Since when, for how long, at what: what makes of a light verb a habit. */
const LASTS =
  /(?<![\p{L}])(?:for (?:a living|work|years|ages|decades|(?:about |over |nearly |almost )?(?:\d+|an?|\p{L}+) (?:years?|months?|decades?))|since|all my life|my whole life|these days|nowadays|full[- ]time|part[- ]time|professionally|competitively|with my (?:wife|husband|partner|parents|mum|mom|mother|dad|father|son|daughter|kids|children|brother|sister|family|nan|gran|grandma|grandparents|girlfriend|boyfriend))(?![\p{L}])/iu;
const NOT_NOW = /(?<![\p{L}])(?:now|right now|soon|again|yet|already|ready|still not|anyway)(?![\p{L}])/iu;

const pointsAt = (text: string): boolean => text.split(/[\s,]+/u).some((word) => DEICTIC.has(word.toLowerCase()));
/** A statement's object, when it names something that stays. */
function lasting(rest: string): string | undefined {
  const text = clean(rest);
  return text === '' || ANYMORE.test(rest) || MOMENT.test(text) || pointsAt(text) || text.split(' ').length > MOST_WORDS ? undefined : inThirdPerson(text);
}

/** What a phrase is about, for a key: its first words without where, when and how. */
function about(text: string): string {
  const bare = text
    .toLowerCase()
    .replace(/(?<=\S) (?:in|at|on|for|with|from|since|every|because|after|before|near|by|that|called|named|as|until|during|of) .*$/u, '');
  const words = bare.split(/[\s,]+/u).filter((word) => !/^(?:an?|the|my|their|our|some|any|to|own|new|old|very|really|in|at|on|with|for|from|as)$/u.test(word));
  return slug(
    words
      .slice(-2)
      .map((word) => singular(word))
      .join(' '),
  );
}

const told = (group: string, key: string, text: string): Facts => (key === '' ? [] : holds(`user.${group}.${key}`, `User ${text}`));

/** "a", "two", "my own": what is had is counted. */
const COUNTED = /^(?:an?|my own|our own|two|three|four|five|six|seven|eight|nine|ten|twelve|\d{1,2}|several|no) (?=\p{L})/iu;

function having(rest: string, verb: string): Facts {
  const text = lasting(rest);
  if (text === undefined || !COUNTED.test(rest) || CLOCK.test(text)) return [];
  const noun = text.toLowerCase().replace(/(?<=\S) (?:in|at|on|for|with|from|to|of|that|called|named|about|every|by|due|coming|and) .*$/u, '');
  const words = noun.split(/\s+/u);
  const last = words.at(-1) ?? '';
  if (
    words.length < 2 ||
    words.length > 6 ||
    words.some((word) => PASSING.has(word)) ||
    /(?:ing|ed|ly)$/u.test(last) ||
    /^(?:left|due|booked|coming|free|off)$/u.test(last)
  )
    return [];
  const name = /^[^,]{2,40}, (\p{Lu}\p{Ll}+)(?=$|,)/u.exec(rest)?.[1];
  return told('owns', slug(words.slice(1).slice(-2).map(singular).join(' ')), `${verb} ${text}${name === undefined ? '' : ` named ${name}`}`);
}

/** What is said of the present with any verb that lasts: the reader for what no rule of its own knows. */
export const GENERAL_RULES: readonly Rule[] = [
  {
    head: head(String.raw`i ~(?:(${ADVERB}) )?(\p{Ll}+)`),
    read: (rest, found) => {
      const [adverb, verb] = [(found[1] ?? '').toLowerCase(), (found[2] ?? '').toLowerCase()];
      if (!LASTING.has(verb) || clean(rest) === '' || /(?<![\p{L}])(?:when|whenever|if|while|until)(?![\p{L}])/iu.test(rest)) return [];
      const text = clean(rest);
      const steady =
        HAS_OFTEN.test(text) || LASTS.test(text) || adverb !== '' || /^(?:usually|always|mostly|generally)$/u.test(/^i (\p{L}+) /iu.exec(found[0])?.[1] ?? '');
      if (LIGHT.has(verb) && !steady) return [];
      return doing(verb, rest, adverb);
    },
  },
  {
    head: head(String.raw`i have (?:~been|always been) ~(\p{Ll}+ing)`),
    read: (rest, found) => {
      const verb = infinitivesOf((found[1] ?? '').toLowerCase()).find((each) => LASTING.has(each) || HABITS.has(each));
      const text = lasting(rest);
      return verb === undefined || text === undefined || !LASTS.test(text)
        ? []
        : told('activity', keyOfDoing(verb, text), `has been ${(found[1] ?? '').toLowerCase()} ${text}`);
    },
  },
  {
    head: head(
      String.raw`i have ~(lived|worked|played|owned|known|used|taught|driven|run|practi[cs]ed|sung|danced|kept|had|taken|suffered|volunteered|coached|collected|followed|supported|been)`,
    ),
    read: (rest, found) => {
      const text = lasting(rest);
      const verb = (found[1] ?? '').toLowerCase();
      return text === undefined || !LASTS.test(text) || /^(?:trying|thinking|meaning|waiting|looking|wanting|wondering|sitting|standing|up)\b/iu.test(text)
        ? []
        : told('activity', about(text), `has ${verb} ${text}`);
    },
  },
  {
    head: head(String.raw`i am ~(\p{Ll}+ing)`),
    read: (rest, found) => {
      const verb = (found[1] ?? '').toLowerCase();
      const text = lasting(rest);
      const weak = /^(?:working|doing|writing|running|trying|living|avoiding|sharing|managing|training|cutting|saving|attending|caring|bringing)$/u.test(verb);
      const object =
        /^(?:trying to (?:lose|quit|cut|give up|learn|save|get (?:fit|pregnant)|conceive|eat (?:less|more))|doing (?:an?|my) (?:\p{L}+ ){0,3}(?:degree|course|phd|masters?|apprenticeship|diploma|mba|internship|evening class|placement|ba|bsc|msc|gcses|a levels)|writing (?:an?|my) (?:\p{L}+ ){0,2}(?:book|novel|thesis|memoir|dissertation)|avoiding \p{L}|training (?:for|as|to)|caring for my|bringing up|sharing an? (?:house|flat|apartment|room)|living (?:with|on|off|alone)|running (?:an?|my|the)|cutting (?:out|down)|saving for|managing (?:an?|the|my)|working (?:on (?:my|a) (?:phd|thesis|novel|book|degree)|towards|two jobs|nights|shifts))/iu;
      if (!UNDERWAY.has(verb) || text === undefined || (weak && !object.test(`${verb} ${text}`)) || CLOCK.test(text)) return [];
      return told('activity', keyOfDoing(infinitivesOf(verb)[0] ?? verb, text), `is ${verb} ${text}`);
    },
  },
  { head: head('i (?:~have(?: got)?|~own|~keep|(?:have )?(?:just |recently |finally )?(?:adopted|inherited|rescued))'), read: (rest) => having(rest, 'has') },
  {
    head: head(
      String.raw`i (cannot|can'?t|can not|do not|don'?t|never|am not (?:allowed|able|supposed) to|must not|mustn't|no longer|refuse to|try not to|have to avoid|have to avoid|stay away from|steer clear of)(?: (?:really|ever|actually|even|usually|normally))?(?: (eat|drink|have|drive|wear|fly|swim|read|cook|take|smoke|tolerate|digest|handle|touch|own|celebrate|walk|climb|lift|sit|kneel|hear|see|smell|taste|travel|cycle|vote))?`,
    ),
    read: (rest, found, { clause }) => {
      const [not, verb] = [(found[1] ?? '').toLowerCase(), (found[2] ?? '').toLowerCase()];
      const avoids = /avoid|away|clear/u.test(not);
      if ((not === 'no longer' && !/^(?:eat|drink)$/u.test(verb)) || avoids === (verb !== '') || NOT_NOW.test(clause) || MOMENT.test(clause)) return [];
      const can = /can|able|allowed|must/u.test(not);
      const alone = /^(?:drive|swim|cook|smoke|drink|fly|cycle|read|vote)$/u.test(verb);
      if (!can && verb === 'have') return [];
      const text = lasting(rest);
      if (
        text === undefined
          ? !(alone && rest === '')
          : (/^(?:go|see|hear|do|use|work|take|watch|read|have|like|handle)$/u.test(verb) &&
              /^(?:\p{L}+sel(?:f|ves)|the|what|how|why|anymore|much|well|any|for|to|in|on)\b/iu.test(text)) ||
            text.split(' ').length > 8 ||
            /^(?:out|much|well|enough|properly|yet)(?![\p{L}])/iu.test(text)
      )
        return [];
      const says = avoids ? 'avoids' : can ? `cannot ${verb}` : not === 'never' ? `never ${thirdPerson(verb)}` : `does not ${verb}`;
      const group = /^(?:eat|drink|have|tolerate|digest|touch)$/u.test(verb) || avoids ? 'diet' : 'ability';
      return told(group, slug(`no ${group === 'diet' ? '' : verb} ${about(text ?? '').replaceAll('-', ' ')}`), `${says} ${text ?? ''}`);
    },
  },
  {
    head: head(String.raw`i am ~(${TRAITS})`),
    read: (rest, found) =>
      /^(?:$|[,.;:!(]|(?:and|but|so|because|since|now|by|with|from|in|of|at|who|for|as well|myself|too)(?![\p{L}']))/iu.test(rest) && !ANYMORE.test(rest)
        ? told(
            'trait',
            slug((found[1] ?? '').replace(/^an? /iu, '')),
            `is ${(found[1] ?? '').toLowerCase()}${/^(?:of|in|from|at) /iu.test(rest) ? ` ${lasting(rest) ?? ''}` : ''}`,
          )
        : [],
  },
];
