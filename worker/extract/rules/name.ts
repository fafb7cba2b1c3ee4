import type { ExtractedFact } from '../extractor.ts';
import { holds, over } from '../facts.ts';
import { NAME_STOPS, NOT_NAMES, PARTICLES, UNANNOUNCED } from '../not-names.ts';
import { titleCase } from '../phrases.ts';
import { type Rule, head } from './rule.ts';

const CAPITALISED = /^\p{Lu}[\p{L}\p{M}'-]*$/u;
const LETTERS = /^[\p{L}\p{M}]+(?:['-][\p{L}\p{M}]+)*$/u;
const MOST_CHARS = 40;

/** A name at the start of `rest`, and what follows it. */
export interface Name {
  readonly name: string;
  readonly after: string;
}

/** A name that is written with capitals: up to three words, particles between them. */
export function capitalName(rest: string): Name | undefined {
  const tokens = rest
    .slice(0, 160)
    .replace(/^(?:Dr|Mr|Mrs|Ms|Prof)\.? (?=\p{Lu})/u, '')
    .split(' ');
  const parts: string[] = [];
  let at = 0;
  for (; at < tokens.length && parts.length < 4; at += 1) {
    const token = tokens[at] ?? '';
    const word = token.replace(/[^\p{L}\p{M}]+$/u, '');
    if (PARTICLES.has(word) && parts.length > 0 && CAPITALISED.test(tokens[at + 1] ?? '')) parts.push(word);
    else if (
      CAPITALISED.test(word) &&
      !/'s$/iu.test(word) &&
      (word.length > 1 || parts.length > 0) &&
      (parts.length === 0 || !NAME_STOPS.has(word.toLowerCase()))
    )
      parts.push(word);
    else break;
    if (word !== token) {
      parts[parts.length - 1] = word;
      const mark = token.slice(word.length);
      return finished(parts, [mark, ...tokens.slice(at + 1)].join(' '));
    }
  }
  return finished(parts, tokens.slice(at).join(' '));
}

function finished(parts: readonly string[], after: string): Name | undefined {
  const name = parts.join(' ');
  const fits = parts.length > 0 && name.length <= MOST_CHARS && !parts.some((part) => NOT_NAMES.has(part.toLowerCase()) || /^\p{Lu}{4,}$/u.test(part));
  return fits ? { name, after } : undefined;
}

/** A name after words that announce one, in whatever case: "my name is sunit and …". */
export function announcedName(rest: string): string | undefined {
  if (/^\p{Lu}/u.test(rest)) return capitalName(rest)?.name;
  const spoken = /^[^,.:;!?()|"]*/u.exec(rest.slice(0, 160))?.[0].trim() ?? '';
  const tokens = spoken.split(' ');
  const stop = tokens.findIndex((token) => NAME_STOPS.has(token.toLowerCase()));
  const all = stop < 0 ? tokens : tokens.slice(0, stop);
  const parts = all.length > 3 ? all.slice(0, 1) : all;
  if (!parts.every((part) => LETTERS.test(part) && !part.endsWith("'s"))) return undefined;
  const name = finished(parts, '')?.name;
  return name === undefined ? undefined : titleCase(name);
}

const isNamed =
  (key: string, says: string) =>
  (rest: string): readonly ExtractedFact[] => {
    const instead = /^not .{1,40}?[,;]? (?:but|it'?s|it is|rather) (?=\S)/iu.exec(rest);
    const name = announcedName(instead === null ? rest : rest.slice(instead[0].length));
    return name === undefined ? [] : holds(key, `${says} ${name}`);
  };

const NAME = "User's name is";
/** What may follow "I'm Sam"; anything else makes it "I'm Sam's boss" or "I'm Going To Rome". */
const AFTER_SAM = /^(?:$|[,.:)!-]|(?:from|and|by|here|btw|speaking|calling|but)(?![\p{L}']))/u;

const namesByItself = (name: string): boolean =>
  !name.includes('-') && name.split(' ').every((part) => /\p{Ll}/u.test(part) && !UNANNOUNCED.has(part.toLowerCase()));

/** What the user is called. */
export const NAME_RULES: readonly Rule[] = [
  {
    head: head(
      "(?:my|the) ~(?:(?:full|real|first|given|actual|legal) )?name(?: is|'s|s)(?: not .{1,30}?,? (?:it'?s|it is|but))?(?: now| actually| still)?|(?:i (?:have )?(?:just |legally )?changed|i am changing) my name to",
    ),
    read: isNamed('user.name', NAME),
  },
  {
    head: head(
      String.raw`(?:(?:you can|please|just|so|but|feel free to|you may|everyone can) ){0,2}(?:call me|address me as)|i (?:go|am going) by(?: the name(?: of)?)?|i prefer to be called|i am (?:called|named)|i like to be called|(?:everyone|everybody|people|my friends|friends|they|most people) calls? me`,
    ),
    read: (rest) => {
      const name = /^(?:an?|the|if|when|at|on)\b/iu.test(rest) ? undefined : announcedName(rest);
      const capital = /^\p{Lu}/u.test(rest);
      const ends = capital || (name !== undefined && /^[^\s,]+(?: [^\s,]+)?(?:$|,| (?:and|but|please|from|by|because|i|instead|or)\b)/iu.test(rest));
      return name === undefined || !ends ? [] : holds('user.name', `${NAME} ${name}`);
    },
  },
  { head: head('my (?:last|family|sur) ?name is|my surname is'), read: isNamed('user.name.family', "User's family name is") },
  { head: head('my (?:nick|pet) ?name is'), read: isNamed('user.name.nickname', "User's nickname is") },
  {
    head: /^(?:I am|It'?s|It is|This is|i am|it'?s|this is) (?=\p{Lu})/u,
    read: (rest, found) => {
      const named = capitalName(rest);
      if (named === undefined || named.name.split(' ').length > 3 || !AFTER_SAM.test(named.after) || !namesByItself(named.name)) return [];
      if (!/^i/iu.test(found[0]) || /^it/iu.test(found[0]))
        return /^(?:here|speaking|calling)\b/u.test(named.after) ? holds('user.name', `${NAME} ${named.name}`) : [];
      return holds('user.name', `${NAME} ${named.name}`);
    },
  },
  {
    head: head(String.raw`(?:this is|it is|it's|i am) (\p{Ll}+(?: \p{Ll}+)?) (?:speaking|here|calling)`),
    read: (_, found, { lowerCase }) => {
      const name = lowerCase ? announcedName(found[1] ?? '') : undefined;
      return name === undefined ? [] : holds('user.name', `${NAME} ${name}`);
    },
  },
  {
    head: head("my name (?:is not|isn'?t|is no longer)"),
    read: (rest) => {
      const name = announcedName(rest);
      return name === undefined ? [] : over('user.name', `User's name is not ${name}`);
    },
  },
];
