const WORDS = /[\p{L}\p{N}]+(?:['’]\p{L}+)?/gu;

const wordsOf = (text: string): readonly string[] => [...text.toLowerCase().replaceAll('’', "'").matchAll(WORDS)].map(([word]) => word);

/** Substituted, lost and added words, over the words of what was said; case and punctuation do not count. */
export function wordErrors(said: readonly string[], written: readonly string[]): number {
  let [errors, words] = [0, 0];
  said.forEach((text, i) => {
    const [a, b] = [wordsOf(text), wordsOf(written[i]!)];
    words += a.length;
    errors += distance(a, b);
  });
  return errors / words;
}

function distance(a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next.push(Math.min(row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1), row[j]! + 1, next[j - 1]! + 1));
    row = next;
  }
  return row[b.length]!;
}
