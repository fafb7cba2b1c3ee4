const SPELLINGS: ReadonlyMap<string, string> = new Map([
  ['colour', 'color'],
  ['colours', 'colors'],
  ['flavour', 'flavor'],
  ['flavours', 'flavors'],
  ['theatre', 'theater'],
  ['film', 'movie'],
  ['films', 'movies'],
  ['neighbour', 'neighbor'],
  ['programme', 'program'],
]);
const PLURAL_IE = /^(?:mov|cook|brown|smooth|self|zomb|p|bird|hood|vegg|sweet)ies$/u;

/** American spelling for a word that English writes in two ways; every other word as it is. */
export function spell(word: string): string {
  return SPELLINGS.get(word) ?? word;
}

/** "peanuts" → "peanut", "allergies" → "allergy". Lower case in, lower case out; a guess, good enough for a key. */
export function singular(word: string): string {
  if (word.length < 4 || /(?:ss|us|is|'s)$/u.test(word)) return word;
  if (PLURAL_IE.test(word)) return word.slice(0, -1);
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (/(?:sh|ch|x|ss|zz|to)es$/u.test(word)) return word.slice(0, -2);
  return word.endsWith('s') ? word.slice(0, -1) : word;
}

/** "dance" → "dancing", so that "I love to dance" and "I love dancing" have one key. */
export function gerund(verb: string): string {
  if (verb.endsWith('ie')) return `${verb.slice(0, -2)}ying`;
  if (/[^eoy]e$/u.test(verb)) return `${verb.slice(0, -1)}ing`;
  if (/^[^aeiou]*[aeiou][^aeiouwxy]$/u.test(verb)) return `${verb}${verb.slice(-1)}ing`;
  return `${verb}ing`;
}

function hash(text: string): string {
  let h = 0x811c9dc5;
  for (const char of text) h = Math.imul(h ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return h.toString(36);
}

/**
 * A segment of a match key: ASCII letters, digits and hyphens. Articles at the start go, spelling is made one. Letters
 * that ASCII lacks (चाय) leave a hash of the phrase, so that two such phrases keep two keys. Empty for no letter at all.
 */
export function slug(phrase: string): string {
  const plain = phrase.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const parts = plain
    .replace(/'/gu, '')
    .replace(/[^a-z0-9]+/gu, ' ')
    .trim()
    .split(' ')
    .filter(Boolean);
  while (parts.length > 1 && /^(?:a|an|the|some|my|our)$/u.test(parts[0] ?? '')) parts.shift();
  const kept = parts.map(spell).join('-');
  const foreign = /[^a-z]/u.test(plain.replace(/[^\p{L}]/gu, ''));
  if (!foreign) return kept;
  return [kept, hash(phrase.normalize('NFC').toLowerCase())].filter(Boolean).join('-');
}
