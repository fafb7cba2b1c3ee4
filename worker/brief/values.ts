/** A thing that a line gives a value: when, how many, how much, under which number, who or where. */
export type ValueKind = 'day' | 'date' | 'time' | 'money' | 'number' | 'count' | 'name';

/** Index terms that name a kind of value and not the thing that has it. */
export const KIND_TERMS: ReadonlySet<string> = new Set([
  'number',
  'time',
  'date',
  'dai',
  'day',
  'peopl',
  'person',
  'clock',
  'o',
  'euro',
  'dollar',
  'past',
  'half',
]);

const NUMBER_WORD =
  'one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred';
const MONTH = 'january|february|march|april|june|july|august|september|october|november|december';

/** In the order in which they are read: what one has taken is not read again. */
const PATTERNS: readonly (readonly [ValueKind, RegExp])[] = [
  ['number', /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+|\b(?:\d[\s./-]?){6,}\d\b|\b[A-Z]{1,4}[ -]?\d{3,}\b/gu],
  [
    'money',
    new RegExp(String.raw`[€$£₹¥]\s?\d[\d.,]*|\b(?:\d[\d.,]*|${NUMBER_WORD}) ?(?:€|euros?|dollars?|pounds?|rupees?|cents?|bucks|usd|eur)(?!\p{L})`, 'giu'),
  ],
  [
    'time',
    new RegExp(
      String.raw`\b\d{1,2}[:.]\d{2}\b|\b\d{1,2} ?(?:am|pm|a\.m|p\.m)\b|\b(?:half|quarter) (?:past|to) \p{L}+|\b(?:\d{1,2}|${NUMBER_WORD}) (?:o['’]?clock|thirty|fifteen|forty-five|in the (?:morning|afternoon|evening))\b|\b(?:noon|midnight)\b`,
      'giu',
    ),
  ],
  ['date', new RegExp(String.raw`\b\d{1,2}(?:st|nd|rd|th)\b|\b(?:${MONTH})\b(?: \d{1,2}\b)?|\b\d{4}-\d{2}-\d{2}\b`, 'giu')],
  ['day', /\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b/giu],
  ['count', new RegExp(String.raw`\b(?:\d[\d.,]*|(?:${NUMBER_WORD})(?:[- ](?:${NUMBER_WORD}))?)(?![\p{L}\p{N}])`, 'giu')],
  // a capital within a sentence
  ['name', /(?<=[\p{Ll}\d,;:] )(?!I\b)\p{Lu}\p{L}+(?:['’]s)?(?: \p{Lu}\p{L}+)*/gu],
];

/** Values that stand in a line, lower case, by kind. Digits count in every language. */
export function valuesOf(text: string): ReadonlyMap<ValueKind, ReadonlySet<string>> {
  const found = new Map<ValueKind, Set<string>>();
  let rest = text;
  for (const [kind, pattern] of PATTERNS) {
    rest = rest.replace(pattern, (value) => {
      const of = found.get(kind);
      if (of) of.add(value.toLowerCase());
      else found.set(kind, new Set([value.toLowerCase()]));
      return ' ';
    });
  }
  // "one of them" counts nothing
  const counts = found.get('count');
  if (counts?.size === 1 && counts.has('one')) found.delete('count');
  return found;
}
