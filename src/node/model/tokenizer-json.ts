import { ModelError } from './errors.ts';

/**
 * A tokenizer.json without padding and truncation, as deterministic bytes: the file as published pads every text to
 * 128 tokens and cuts it there, which is the caller's to decide.
 *
 * @throws ModelError `model.invalid_file`
 */
export function bareTokenizer(file: Uint8Array): Uint8Array {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(file));
  } catch (cause) {
    throw new ModelError('model.invalid_file', 'The tokenizer cannot be read: it is no JSON.', { cause });
  }
  if (typeof parsed !== 'object' || parsed === null || !('model' in parsed))
    throw new ModelError('model.invalid_file', 'The tokenizer cannot be read: it has no "model".');
  return new TextEncoder().encode(JSON.stringify({ ...parsed, truncation: null, padding: null }));
}
