import { describe, expect, it } from 'vitest';
import { createTokenizer } from '../../../worker/embed/tokenizer.ts';

/** A word-level tokenizer: [CLS] words [SEP]. */
const TOKENIZER = {
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: ['[UNK]', '[CLS]', '[SEP]'].map((content, id) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  })),
  normalizer: { type: 'Lowercase' },
  pre_tokenizer: { type: 'Whitespace' },
  post_processor: { type: 'BertProcessing', sep: ['[SEP]', 2], cls: ['[CLS]', 1] },
  decoder: null,
  model: { type: 'WordLevel', vocab: { '[UNK]': 0, '[CLS]': 1, '[SEP]': 2, tea: 3, train: 4 }, unk_token: '[UNK]' },
};

describe('the tokens of a text', () => {
  const encode = createTokenizer(TOKENIZER, 5);

  it('stand between the special tokens of the model', () => {
    expect(encode('Tea train')).toEqual([1, 3, 4, 2]);
    expect(encode('')).toEqual([1, 2]);
  });

  it('past the window are cut, and the closing token stays', () => {
    expect(encode('tea train tea train tea')).toEqual([1, 3, 4, 3, 2]);
    expect(encode('tea '.repeat(100_000))).toEqual([1, 3, 3, 3, 2]);
  });
});
