import { zipfTexts } from '../data/texts.ts';

/** Texts that make one document: about 400 characters. */
const SENTENCES = 6;
const SEED = 20_262;

/** Documents of one passage each, in plain prose. */
export function documents(count: number): { readonly id: string; readonly text: string }[] {
  const sentences = zipfTexts(count * SENTENCES, SEED).map((text) => `${text[0]!.toUpperCase()}${text.slice(1)}.`);
  return Array.from({ length: count }, (_, n) => ({ id: `doc-${n}`, text: sentences.slice(n * SENTENCES, (n + 1) * SENTENCES).join(' ') }));
}
