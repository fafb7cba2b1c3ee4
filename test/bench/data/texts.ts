import { seeded } from './random.ts';

const FREQUENT = 'the of and to in is that it was for on are with as at be this have from or had by not but what all were we when your can said there'.split(
  ' ',
);
const IS_FREQUENT: ReadonlySet<string> = new Set(FREQUENT);
const VOCABULARY = 5_000;
const STARTS = ['b', 'br', 'c', 'ch', 'd', 'f', 'g', 'gr', 'h', 'j', 'l', 'm', 'n', 'p', 'pl', 'r', 's', 'sh', 'st', 't', 'tr', 'v', 'w'];
const VOWELS = ['a', 'e', 'i', 'o', 'u', 'ai', 'ea', 'ou'];
const ENDS = ['', '', 'l', 'm', 'n', 'nd', 'r', 's', 't', 'ck'];

type Uniform = () => number;
const pick = <Item>(items: readonly Item[], uniform: Uniform): Item => items[Math.floor(uniform() * items.length)]!;

function pronounceable(uniform: Uniform): string {
  const syllables = 1 + Math.floor(uniform() * 2) + (uniform() < 0.4 ? 1 : 0);
  return Array.from({ length: syllables }, () => pick(STARTS, uniform) + pick(VOWELS, uniform) + pick(ENDS, uniform)).join('');
}

function vocabulary(uniform: Uniform): string[] {
  const words = new Set(FREQUENT);
  while (words.size < VOCABULARY) words.add(pronounceable(uniform));
  return [...words];
}

/** Draws a rank with a chance that falls as 1/(rank + 2.7), the law of word counts. */
function zipf(count: number): (uniform: Uniform) => number {
  const sums = new Float64Array(count);
  let sum = 0;
  for (let rank = 0; rank < count; rank++) sums[rank] = sum += 1 / (rank + 2.7);
  return (uniform) => {
    const at = uniform() * sum;
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle]! < at) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

/** Texts of 8 to 16 words over 5,000 words, the commonest of which are English. */
export function zipfTexts(count: number, seed: number): string[] {
  const uniform = seeded(seed);
  const words = vocabulary(uniform);
  const rank = zipf(words.length);
  return Array.from({ length: count }, () => Array.from({ length: 8 + Math.floor(uniform() * 9) }, () => words[rank(uniform)]!).join(' '));
}

/** Three to six words of a text, in its order: three that are not among the most frequent, as far as it has them. */
export function excerpt(text: string, uniform: Uniform): string {
  const words = [...new Set(text.split(' '))];
  const wanted = 3 + Math.floor(uniform() * 4);
  const picked = shuffled(words, uniform).sort((a, b) => Number(IS_FREQUENT.has(a)) - Number(IS_FREQUENT.has(b)));
  const kept = new Set([...picked.slice(0, 3), ...shuffled(picked.slice(3), uniform).slice(0, wanted - 3)]);
  return words.filter((word) => kept.has(word)).join(' ');
}

function shuffled(words: readonly string[], uniform: Uniform): string[] {
  return words
    .map((word) => ({ word, at: uniform() }))
    .sort((a, b) => a.at - b.at)
    .map(({ word }) => word);
}
