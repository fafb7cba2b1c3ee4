import type { ExtractedFact } from '../extractor.ts';
import { holds } from '../facts.ts';
import { LANGUAGES } from '../lists.ts';
import { inThirdPerson, takePhrase, titleCase } from '../phrases.ts';
import { slug } from '../slug.ts';
import { CLAUSE_WORDS, DEICTIC } from '../words.ts';
import { announcedName } from './name.ts';
import { type Rule, head } from './rule.ts';

type Facts = readonly ExtractedFact[];

/** Makes of a request one for good. */
const FOR_GOOD =
  /(?<![\p{L}])(?:always|from now on|from here on|going forward|in (?:the )?future|by default|for good|permanently|at all times|every time|whenever|in general|as a rule|never|don'?t ever|no matter what|with me|from now)(?![\p{L}])/iu;
/** Makes of it one for now. */
const FOR_NOW =
  /(?<![\p{L}])(?:this time|again|for now|right now|just now|today|tonight|for this|this one|once|first|a sec|a second|a minute|in a (?:bit|minute)|tomorrow|later|just for|here)(?![\p{L}])/iu;
const UNIT =
  /\b(celsius|fahrenheit|kilomet(?:re|er)s|kms?|miles|metric|imperial|kilograms|kilos|pounds|24[- ]hour|twenty[- ]four[- ]hour|12[- ]hour|military time|euros|rupees|dollars|sterling)\b/iu;
const LENGTH = /\b(short(?:er)?|brief(?:er)?|concise|long(?:er)?|detailed|in-depth|thorough|to the point|succinct|crisp|simple|simpler)\b/iu;
const ANSWERS = String.raw`(?:(?:your|the|all(?: your| the)?|my) )?(?:answers?|replies|reply|responses?|explanations?|messages?|summaries)`;
const LEAD = String.raw`(?:(?:please|actually|can you|could you|would you|will you|from now on|i would like you to|i want you to|i need you to|in future|going forward|just|always|never|also|so|and|i would prefer(?: it)? if you|i prefer if you|if you can|kindly|maybe|do) ){0,4}`;

/** "Celsius" and "Fahrenheit" answer one question; so do miles and kilometres. */
function unitKey(unit: string): string {
  if (/celsius|fahrenheit/iu.test(unit)) return 'temperature-unit';
  if (/hour|military/iu.test(unit)) return 'time-format';
  if (/euro|rupee|dollar|sterling/iu.test(unit)) return 'currency';
  return 'units';
}

const lasting = (clause: string): boolean => FOR_GOOD.test(clause) && !FOR_NOW.test(clause.replace(FOR_GOOD, ' '));
const tidy = (text: string): string =>
  text
    .replace(
      /\s*(?<![\p{L}])(?:please|okay|ok|from now on|from here on|going forward|in (?:the )?future|for good|permanently|from now|with me|thanks|thank you|instead|if you can|by default|at all times)(?![\p{L}])/giu,
      ' ',
    )
    .replace(/\s*[,;:(].*$/u, '')
    .replace(/\s+/gu, ' ')
    .trim();

const prefers = (key: string, what: string): Facts => (key === '' || what === '' ? [] : holds(`user.preference.${key}`, inThirdPerson(`User prefers ${what}`)));

/** "in Hindi", "in simple English" → the language that is asked for. */
function inLanguage(rest: string): Facts {
  const found = /^\s*in ((?:simple |plain |clear |easy )?)(\p{L}+)(?![\p{L}])/iu.exec(rest);
  const language = found?.[2]?.toLowerCase() ?? '';
  return LANGUAGES.has(language) ? prefers('answer-language', `answers in ${(found?.[1] ?? '').toLowerCase()}${titleCase(language)}`) : [];
}

/** How the user wants to be answered, told as a wish for good. Wishes for this once are left out. */
export const REQUEST_RULES: readonly Rule[] = [
  {
    head: head(
      `${LEAD}(?:keep|make|give me|i would like|i want|i like)(?: (?:it|them|things|everything)(?= (?:short|brief|simple|concise)\\b)| ${ANSWERS}|(?= (?:\\S+ ){0,3}(?:answers|replies|responses|explanations|summaries)\\b))`,
    ),
    read: (rest, found, { clause }) => {
      const length = LENGTH.exec(rest)?.[1]?.toLowerCase();
      const all = /answer|repl|respon|explanat|summar|message/iu.test(found[0] + rest);
      if (
        length === undefined ||
        FOR_NOW.test(clause) ||
        (!all && !FOR_GOOD.test(clause)) ||
        / (?:an|the|this|that) (?:answer|reply|response|explanation)\b/iu.test(clause)
      )
        return [];
      const style = length.startsWith('simple') ? 'simple' : length.replace(/^(short|brief|long)er$/u, '$1');
      const both = /\b(?:detailed|in-depth|thorough)\b/iu.exec(rest)?.[0]?.toLowerCase() ?? style;
      return prefers('answer-length', `${both} answers`);
    },
  },
  {
    head: head(
      `${LEAD}(?:answer|reply|respond|speak|talk|write|explain|text|message|communicate|switch|say (?:it|things|everything)|send (?:me )?(?:everything|messages|it)|everything you (?:send|tell|write)(?: to)? me should be)(?: to me| me| back| with me| things| everything)*`,
    ),
    read: (rest, found, { clause }) => {
      if (FOR_NOW.test(clause) || (/switch|say/iu.test(found[0]) && !FOR_GOOD.test(clause))) return [];
      const language = inLanguage(` ${rest}`);
      if (language.length > 0) return FOR_GOOD.test(clause) || !/^(?:can|could|would|will) /iu.test(clause) ? language : [];
      if (/switch/iu.test(found[0])) {
        const unit = UNIT.exec(rest)?.[1] ?? '';
        return unit === '' ? [] : prefers(unitKey(unit), titleCase(unit));
      }
      const manner = /^(?:more )?(slow(?:ly|er)|clear(?:ly|er)|loud(?:ly|er)|up|formally|informally|plainly|simply|gently)(?:\b|$)/iu.exec(rest)?.[0];
      return manner !== undefined && (lasting(clause) || /\bspeak clearly\b/iu.test(clause))
        ? prefers('speech', `to be spoken to ${manner.toLowerCase()}`)
        : [];
    },
  },
  {
    head: head(
      `${LEAD}(?:use|give me(?: \\p{L}+)? in|show me(?: \\p{L}+)? in|give me|show me|stick to|work in|measure in|tell me(?: \\p{L}+)? in|switch to|convert (?:everything )?to|i use|i prefer|i think in)`,
    ),
    read: (rest, _, { clause }) => {
      const unit = UNIT.exec(rest.slice(0, 60))?.[1];
      if (unit === undefined || FOR_NOW.test(clause) || /\d|\bhow\b|\bfrom (?!now|here)/iu.test(rest)) return [];
      const asked = /^(?:can|could|would|will) /iu.test(clause);
      const alone = new RegExp(
        `^(?:the )?(?:${UNIT.source})(?: system| units?| time| format| clock)?(?:$|[,.]| (?:and|not|with|for|please|instead|because|rather|only))`,
        'iu',
      ).test(rest);
      return FOR_GOOD.test(clause) || (alone && !asked)
        ? prefers(unitKey(unit), /^\p{L}/u.test(unit) && unitKey(unit) === 'temperature-unit' ? titleCase(unit.toLowerCase()) : unit.toLowerCase())
        : [];
    },
  },
  {
    head: head(
      `${LEAD}(?:do not|don'?t|never|stop) (?:ever )?(call(?:ing)?|text(?:ing)?|email(?:ing)?|phone|ring|send(?:ing)? me|use|using|contact(?:ing)?|disturb|suggest|recommend|play|book|show me|remind me about)(?= (?!me (?:that|names)\\b))`,
    ),
    read: (rest, found, { clause }) => {
      const instead = /[,;.] (?:just )?(\p{Lu}[\p{L}'-]+) (?:will do|is fine|works|is good|is enough|is okay)/u.exec(rest);
      const name = instead === null ? undefined : announcedName(instead[1] ?? '');
      if (name !== undefined) return holds('user.name', `User's name is ${name}`);
      const what = tidy(rest);
      const time = /(?<![\p{L}])(?:before|after|past|during|on|at) (?:\d|\p{L}+)/iu.test(what);
      const style = /^(?:jargon|emojis?|slang|acronyms|my (?:full|last|first|real) name|swear|formal|big words)/iu.test(what);
      if (FOR_NOW.test(clause) || what === '' || what.split(' ').length > 9 || (!FOR_GOOD.test(clause) && !time && !style)) return [];
      if (/^(?:me )?(?:an?|the|this|that|it)\b/iu.test(what) && !FOR_GOOD.test(clause)) return [];
      const verb = (found[1] ?? '')
        .toLowerCase()
        .replace(/(?<=call|text|email|send|contact)ing/u, '')
        .replace('using', 'use');
      return holds(
        `user.preference.no-${slug(`${verb} ${what.split(' ').slice(0, 3).join(' ')}`)}`,
        inThirdPerson(`User does not want the assistant to ${verb} ${what}`),
      );
    },
  },
  {
    head: head(`${LEAD}(?:call|text|email|message|ring|contact|phone|whatsapp|reach) me`),
    read: (rest, found, { clause }) => {
      const what = tidy(rest);
      const verb = /(call|text|email|message|ring|contact|phone|whatsapp|reach) me\s*$/iu.exec(found[0])?.[1]?.toLowerCase() ?? 'call';
      const way =
        /^(?:only |on |by |via |through )?(?:whatsapp|email|text|sms|signal|telegram|my (?:work|home|mobile|personal) (?:phone|number|email))\b/iu.test(what) ||
        /^(?:instead of|rather than)\b/iu.test(rest);
      const time = /^(?:only )?(?:in the (?:mornings|evenings|afternoons)|after|before|between|on (?:weekdays|weekends))\b/iu.test(what);
      if (
        FOR_NOW.test(clause) ||
        what.split(' ').length > 8 ||
        !(lasting(clause) ? way || time || what === '' : way || (time && /only|mornings|evenings|weekdays|weekends/iu.test(what)))
      )
        return [];
      return holds(
        'user.preference.contact',
        inThirdPerson(
          `User wants to be ${verb === 'ring' ? 'rung' : verb === 'text' ? 'texted' : `${verb}ed`} ${/^(?:instead of|rather than)/iu.test(rest) ? rest : what}`.trim(),
        ),
      );
    },
  },
  {
    head: head(
      "(?:please )?(?:do not|don'?t) (?:call|address) me(?: as)?|i (?:do not|don'?t) (?:like|want)(?: it when people| people)?(?: to be| being)? (?:called|calling me)",
    ),
    read: (rest) => {
      const instead = /[,;] (?:it'?s|it is|i am|just|but|call me|my name'?s|i go by)(?: just)? (?=\p{L})/iu.exec(rest);
      const name = instead === null ? undefined : announcedName(rest.slice(instead.index + instead[0].length));
      if (name !== undefined) return holds('user.name', `User's name is ${name}`);
      const not = takePhrase(rest, new Set([...CLAUSE_WORDS, 'by', 'at', 'when', 'before', 'after']))?.text ?? '';
      return /^(?:ma'?am|madam|sir|mr|mrs|miss|dude|bro|buddy|dear|honey|\p{Lu}[\p{L}']+)\b/iu.test(not) &&
        not.split(' ').length <= 2 &&
        !DEICTIC.has(not.toLowerCase())
        ? holds(`user.preference.not-called-${slug(not)}`, `User does not want to be called ${not}`)
        : [];
    },
  },
  {
    head: /^(?:[Jj]ust |[Oo]nly )?(?=\p{Lu}\p{L}+ (?:is fine|will do|is good|works|is okay|is what (?:i go by|everyone calls me)))/u,
    read: (rest) => {
      const name = /^\p{Lu}[\p{L}'-]+/u.exec(rest)?.[0] ?? '';
      const given = announcedName(name);
      return given === undefined || /^(?:That|This|It|Anything|Either|Which|Here|Tea|Coffee|Email|Water)$/u.test(name)
        ? []
        : holds('user.name', `User's name is ${given}`);
    },
  },
];
