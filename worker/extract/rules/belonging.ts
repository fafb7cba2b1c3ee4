import { holds } from '../facts.ts';
import { FAITHS, PEOPLES } from '../lists-doing.ts';
import { slug } from '../slug.ts';
import { ANYMORE, type Rule, head } from './rule.ts';

/** After "I'm Irish": an end, or something that leaves it standing. "I'm German and Irish" has its own place. */
const END =
  /^(?:$|[,.;:!(]|(?:and|but|so|because|since|too|by|on|at|myself|as well|actually|originally|not|through|from|if|just|though|who|can|could|what|living)(?![\p{L}']))/iu;
const PEOPLE = `(?:(?:half|part|quarter|mostly|second[- ]generation|first[- ]generation) )?(?:${PEOPLES})`;
const FAITH = `(?:${FAITHS})`;
/** "Christian" and "Jain" are names too: with an article, or where the turn says so, they are a faith. */
const capital = (text: string): string =>
  text
    .replace(/(?<![\p{L}'])\p{Ll}/gu, (letter) => letter.toUpperCase())
    .replace(/\b(?:Half|Part|Quarter|Mostly|And|On|Generation|First|Second)\b/gu, (word) => word.toLowerCase());

/** What the user is by birth and by faith. */
export const BELONGING_RULES: readonly Rule[] = [
  {
    head: head(
      String.raw`i am ~(?:a |an )?(?:originally |proudly |born |ethnically )?(${PEOPLE}(?:[ -](?:and |slash )?${PEOPLE})?)(?: (?:citizen|national|american|by birth|by origin|descent|origin|heritage|girl|guy|man|woman|boy|lad|lass|person|expat|immigrant))?`,
    ),
    read: (rest, found) => (END.test(rest) && !ANYMORE.test(rest) ? holds('user.origin', `User is ${capital((found[1] ?? '').toLowerCase())}`) : []),
  },
  {
    head: head(String.raw`my (?:family|parents|folks|ancestors|people|roots|background|heritage)(?: is| are|'s|'re)? (?:originally )?(${PEOPLE})`),
    read: (rest, found) => (END.test(rest) ? holds('user.origin.family', `User's family is ${capital((found[1] ?? '').toLowerCase())}`) : []),
  },
  {
    head: head(
      String.raw`i am ~(?:a |an )?(?:practi[cs]ing |devout |observant |strict |non-practi[cs]ing |lapsed |born[- ]again |proud |committed |religious |orthodox )?(${FAITH})`,
    ),
    read: (rest, found) => {
      const faith = (found[1] ?? '').toLowerCase();
      const named = /^(?:christian|jain)$/u.test(faith) && /^i am christian$/iu.test(found[0].trim()) && /^[,.!]?$/u.test(rest);
      return !END.test(rest) || named || ANYMORE.test(rest)
        ? []
        : holds(
            'user.religion',
            `User is ${/ an? \S/iu.test(found[0]) ? 'a ' : ''}${/^(?:atheist|agnostic|pagan|spiritual)$/u.test(faith) ? faith : capital(faith)}`
              .replace(' a atheist', ' an atheist')
              .replace(' a agnostic', ' an agnostic')
              .replace(' a anglican', ' an Anglican'),
          );
    },
  },
  {
    head: head(
      `i (?:have )?(?:just |recently )?(?:converted to|become an?|became an?) (${FAITH}|islam|hinduism|christianity|catholicism|sikhism|buddhism|judaism)`,
    ),
    read: (_, found) => holds('user.religion', `User's religion is ${capital((found[1] ?? '').toLowerCase())}`),
  },
  {
    head: head(`my (?:religion|faith) is (?:an? )?(${FAITH}|islam|hinduism|christianity|sikhism|buddhism|judaism|jainism)`),
    read: (_, found) => holds('user.religion', `User's religion is ${capital((found[1] ?? '').toLowerCase())}`),
  },
  {
    head: head(
      "i (?:do not|don'?t|never) (?:believe in god|celebrate (?:christmas|halloween|diwali|easter|birthdays)|cut my hair|work on (?:the )?(?:sabbath|saturdays|sundays))",
    ),
    read: (_, found) => {
      const said = found[0]
        .trim()
        .replace(/^i /iu, '')
        .replace(/^(?:do not|don'?t)/iu, 'does not')
        .replace(/\bmy\b/iu, 'their')
        .replace(/\bnever (\p{L}+)/iu, 'never $1s');
      return holds(`user.observance.${slug(said.split(' ').slice(2, 5).join(' '))}`, `User ${said}`);
    },
  },
];
