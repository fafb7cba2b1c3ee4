/**
 * Spelling to sound, coarsely, vowels included: what an ear confuses, and no key of any phonetic index, so that an index is
 * not measured with its own yardstick. Capitals are sounds that English writes with several letters.
 */
const RULES: readonly (readonly [RegExp, string])[] = [
  [/^(?:kn|gn|pn)/, 'n'],
  [/^wr/, 'r'],
  [/^ps/, 's'],
  [/(?:augh|ough)t/g, 'Ot'],
  [/igh/g, 'I'],
  [/gh/g, ''],
  [/ph/g, 'f'],
  [/[ts]ion/g, 'Sn'],
  [/tch|ch/g, 'C'],
  [/sh/g, 'S'],
  [/th/g, 'T'],
  [/wh/g, 'w'],
  [/dg(?=[eiy])/g, 'j'],
  [/ck/g, 'k'],
  [/qu/g, 'kw'],
  [/x/g, 'ks'],
  [/c(?=[eiy])/g, 's'],
  [/c/g, 'k'],
  [/g(?=[eiy])/g, 'j'],
  [/mb$/, 'm'],
  [/([aiou])([^aeiouCST])e(?=s?$)/g, '$1$1$2'],
  [/ee|ea|ie|ei|ey|y$/g, 'E'],
  [/oo|ou|ew|ue|uu/g, 'U'],
  [/ai|ay|aa/g, 'A'],
  [/oa|ow|oo$/g, 'O'],
  [/ii|y/g, 'I'],
  [/[eiuo]r(?![aeiouAEIOU])/g, 'R'],
  [/e$/, ''],
  [/(.)\1+/g, '$1'],
];

export function soundOf(word: string): string {
  return RULES.reduce((sound, [pattern, to]) => sound.replace(pattern, to), word.toLowerCase().replace(/[^a-z]/g, ''));
}

const CLASSES = ['aeiouAEIOUR', 'pb', 'td', 'kg', 'fvT', 'szCSj', 'mn', 'lr', 'w'];
const classOf = new Map(CLASSES.flatMap((sounds, number) => Array.from(sounds, (sound) => [sound, number] as const)));
const NEAR = 0.4;

/** What it takes to turn one sound into another: sounds of a class are near each other, and an h is soon lost. */
export function soundDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    const lost = a[i - 1] === 'h' ? NEAR : 1;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : classOf.get(a[i - 1]!) === classOf.get(b[j - 1]!) ? NEAR : 1;
      next.push(Math.min(row[j - 1]! + same, row[j]! + lost, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
