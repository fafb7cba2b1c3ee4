import { holds, over } from '../facts.ts';
import { DONE, GROUPS, PASTIMES, PLAYED } from '../lists-doing.ts';
import { inThirdPerson, takePhrase } from '../phrases.ts';
import { gerund, slug } from '../slug.ts';
import { HABITS, thirdPerson } from '../verbs.ts';
import { CLAUSE_WORDS } from '../words.ts';
import { type Rule, head } from './rule.ts';
import { CLOCK, HAS_OFTEN } from './when.ts';
import { ADVERB, clean, doing, atPlace, ENDS_SO, lastWord, objectOf } from './doing.ts';

/** What the user does again and again, plays, practises, belongs to. All under one key a doing, however often it is done. */
export const ACTIVITY_RULES: readonly Rule[] = [
  {
    head: head('i ~(?:support|root for)'),
    read: (rest) => {
      const team = objectOf(rest);
      return /^(?:the )?\p{Lu}/u.test(team) ? holds(`user.supports.${slug(team)}`, `User supports ${inThirdPerson(team)}`) : [];
    },
  },
  {
    head: head(
      String.raw`i (?:~(?:work|do)|am ~(?:working|on|doing)) (?:the )?(night|day|evening|morning|late|early|rotating|graveyard|double|swing|weekend|split) shifts?`,
    ),
    read: (rest, found) => holds('user.employment.hours', inThirdPerson(`User works ${(found[1] ?? '').toLowerCase()} shifts${atPlace(rest)}`)),
  },
  {
    head: head('i (?:~work|am ~(?:working|on)) (nights|days|weekends|part[- ]time|full[- ]time|shifts)'),
    read: (rest, found) =>
      rest === '' || /^[,(]|^(?:now|at|and|so|but|mostly|in)\b/iu.test(rest)
        ? holds('user.employment.hours', inThirdPerson(`User works ${(found[1] ?? '').toLowerCase()}${atPlace(rest)}`))
        : [],
  },
  {
    head: head('i (?:have )?(?:just |recently )?(?:cancelled|canceled|ended|quit|not renewed) my ([\\p{L}-]+) (?:membership|classes|lessons|subscription)'),
    read: (_, found) => over(`user.activity.${slug(found[1] ?? '')}`, `User no longer goes to the ${(found[1] ?? '').toLowerCase()}`),
  },
  {
    head: head('i am ~(?:an? )?(?:such an? |total |real )?(night owl|early bird|early riser|light sleeper|heavy sleeper|late riser)'),
    read: (_, found) => holds('user.activity.sleeping', `User is ${/^[aeio]/iu.test(found[1] ?? '') ? 'an' : 'a'} ${(found[1] ?? '').toLowerCase()}`),
  },
  {
    head: head('i (?:can (?:also )?|know how to |~)(play)'),
    read: (rest) => {
      const object = objectOf(rest);
      const known = PLAYED.has(lastWord(object)) && object.split(' ').length <= 4;
      return known ||
        /^(?:in (?:an?|the|our) (?:\p{L}+ ){0,2}(?:band|orchestra|league|team|quartet)|for (?:an?|the|our) (?:\p{L}+ ){0,3}(?:team|club|league|side|town|county))\b/iu.test(
          rest,
        )
        ? doing('play', rest)
        : [];
    },
  },
  {
    head: head(
      'i ~(do|am doing|have been doing|practi[cs]e|take|have taken up|took up|have started(?: doing)?|started doing|have picked up|got into|have got into)',
    ),
    read: (rest, found) => {
      const object = objectOf(rest.replace(/^(?:playing|doing) /iu, '')).replace(/ (?:classes|lessons|sessions|training|practice)$/iu, '');
      if (!(DONE.has(lastWord(object)) || PLAYED.has(lastWord(object))) || object.split(' ').length > 3) return [];
      const verb = (found[1] ?? '').toLowerCase();
      return /^(?:practi[cs]e|take)$/u.test(verb)
        ? doing(verb, rest)
        : doing(PLAYED.has(lastWord(object)) ? 'play' : 'do', rest.replace(/^(?:playing|doing) /iu, ''));
    },
  },
  {
    head: head(String.raw`i (?:(?:also )?(${ADVERB}) )(?:just |only )?(\p{Ll}+(?:-\p{Ll}+)?)`),
    read: (rest, found, { clause }) => {
      const [verb, adverb] = [(found[2] ?? '').toLowerCase(), (found[1] ?? '').toLowerCase()];
      const weak = /^(?:only|always|never|sometimes|often)$/u.test(adverb) && /^(?:have|get|do|go|take|call|start|leave|use|help)$/u.test(verb);
      return HABITS.has(verb) && rest !== '' && !weak && !/(?<!\p{L})(?:when|if|whenever|until|because)(?!\p{L})/iu.test(clause)
        ? doing(verb, rest, adverb)
        : [];
    },
  },
  {
    head: head(String.raw`i ~(\p{Ll}+(?:-\p{Ll}+)?)`),
    read: (rest, found) => {
      const verb = (found[1] ?? '').toLowerCase();
      const object = clean(rest);
      if (!HABITS.has(verb) || (/^(?:eat|drink)$/u.test(verb) && !HAS_OFTEN.test(object))) {
        if (!PASTIMES.has(verb)) return [];
      }
      const timed =
        /^(?:wake|get|go|start|finish|leave|sleep|work)$/u.test(verb) &&
        /^(?:up|off|home|to (?:bed|sleep|work)|work|from)?\s?/iu.test(object) &&
        CLOCK.test(object) &&
        !/ to /u.test(object.replace(/^to (?:bed|sleep|work)/u, ''));
      const pastime =
        PASTIMES.has(verb) && (ENDS_SO.test(rest) || /^(?:in|at|with) (?:an?|the|our|my) (?:\p{L}+ ){0,2}(?:choir|band|club|studio|team)\b/iu.test(rest));
      const commute =
        /^(?:take|catch|get|walk|drive|cycle|bike|ride)$/u.test(verb) &&
        /^(?:(?:the|a|my) (?:\p{L}+ )?)?(?:\p{L}+ )?to (?:work|school|college|uni|the office)$/iu.test(object);
      return HAS_OFTEN.test(object) || timed || commute || (pastime && !/^(?:to|in) (?:the|this|that|it|circles)\b/iu.test(rest)) ? doing(verb, rest) : [];
    },
  },
  {
    head: head(
      String.raw`(?:i am ~(?:a |an active |a proud |a life )?member (?:of|at)|i ~belong to|i am ~in|i (?:have )?(?:just |recently )?joined|i am ~part of)`,
    ),
    read: (rest) => {
      const group =
        takePhrase(
          rest.replace(/ (?:last|this|yesterday|recently|two|three|a few|earlier|back|today)(?![\p{L}]).*$/iu, ''),
          new Set([...CLAUSE_WORDS, 'with', 'for', 'since']),
        )?.text ?? '';
      const named = new RegExp(String.raw`^(?:an?|the|my|our) (?:[\p{L}'-]+ ){0,3}(?:${GROUPS})\b`, 'iu').test(group);
      if (!named || /^(?:the|my|our) (?:group|team|club|board|committee|gym|band)$/iu.test(group)) return [];
      const key = slug(group.toLowerCase().replace(/ (?:in|at|of|near) .*$/u, ''));
      return holds(`user.activity.${key}`, `User is a member of ${inThirdPerson(group)}`);
    },
  },
  {
    head: head('i (?:have )?(?:just |recently )?(?:moved|changed|switched|shifted) my (\\p{L}+(?: \\p{L}+)?)(?: day| class| session| slot| time)? to'),
    read: (rest, found) => {
      const when = clean(rest);
      return HAS_OFTEN.test(`on ${when}`) || CLOCK.test(`at ${when}`)
        ? holds(
            `user.activity.${slug((found[1] ?? '').replace(/ (?:day|class|session|slot|time)$/iu, ''))}`,
            `User's ${(found[1] ?? '').toLowerCase()} is on ${when}`,
          )
        : [];
    },
  },
  {
    head: head(
      'i ~(look after|care for|take care of|am (?:the |a )?(?:main )?carer for)(?= my (?:\\p{L}+ )?(?:mother|mum|mom|father|dad|parents|wife|husband|son|daughter|brother|sister|grandmother|grandfather|nan|grandma|grandkids|nephew|niece)\\b)',
    ),
    read: (rest, found) => holds('user.activity.caring', inThirdPerson(`User ${/look/iu.test(found[1] ?? '') ? 'looks after' : 'cares for'} ${clean(rest)}`)),
  },
  {
    head: head('i ~(eat|drink) (mostly|mainly|only)'),
    read: (rest, found) => {
      const what = clean(rest);
      return what === '' || what.split(' ').length > 6 || /^(?:at|in|when|on|for|if)\b/iu.test(what)
        ? []
        : holds(`user.diet.${(found[1] ?? '').toLowerCase()}s`, `User ${(found[1] ?? '').toLowerCase()}s ${(found[2] ?? '').toLowerCase()} ${what}`);
    },
  },
  {
    head: head("i (?:(do not|don'?t|never) )?(smoke|vape|gamble|drink)(?= *$|[,.]| (?:at all|any more|anymore|and|or|so|because|either|but)\\b)"),
    read: (rest, found) => {
      const verb = (found[2] ?? '').toLowerCase();
      if (/^any ?more/iu.test(rest)) return over(`user.habit.${gerund(verb)}`, `User no longer ${verb}s`);
      return found[1] === undefined && verb === 'drink'
        ? []
        : holds(`user.habit.${gerund(verb)}`, `User ${found[1] === undefined ? `${verb}s` : `does not ${verb}`}`);
    },
  },
  { head: head('i am ~(?:a )?teetotal(?:l?er)?'), read: () => holds('user.habit.drinking', 'User is teetotal') },
  {
    head: head('i am ~off (?:work )?(?:on )?((?:mon|tues|wednes|thurs|fri|satur|sun)days(?: and (?:mon|tues|wednes|thurs|fri|satur|sun)days)?)'),
    read: (_, found) => holds('user.day-off', `User is off on ${found[1] ?? ''}`),
  },
  {
    head: head('i (?:have )?(?:just |recently |finally )?(?:gave up|given up|quit|stopped) (smoking|drinking|vaping|gambling)'),
    read: (_, found) =>
      over(
        `user.habit.${(found[1] ?? '').toLowerCase()}`,
        `User no longer ${thirdPerson(
          (found[1] ?? '')
            .toLowerCase()
            .replace(/ing$/u, '')
            .replace(/^(smok|vap|gambl)$/u, '$1e'),
        )}`,
      ),
  },
];
