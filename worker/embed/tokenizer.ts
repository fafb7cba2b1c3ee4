import { Tokenizer } from '@huggingface/tokenizers';

/** A text's token ids with the model's special tokens, at most `maxTokens` of them. */
export type Encode = (text: string) => readonly number[];

/** More text than this cannot reach the model's window, so it is not tokenised. */
const CHARS_PER_TOKEN = 16;

/** Makes the tokenizer of `tokenizer.json`. A text past the window is cut; its closing token stays. */
export function createTokenizer(tokenizerJson: object, maxTokens: number): Encode {
  const tokenizer = new Tokenizer(tokenizerJson, {});
  return (text) => {
    const { ids } = tokenizer.encode(text.slice(0, maxTokens * CHARS_PER_TOKEN));
    return ids.length <= maxTokens ? ids : [...ids.slice(0, maxTokens - 1), ids.at(-1)!];
  };
}
