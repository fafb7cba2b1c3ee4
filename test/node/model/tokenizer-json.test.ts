import { expect, it } from 'vitest';
import { bareTokenizer } from '../../../src/node/model/tokenizer-json.ts';
import { text } from './tiny-model.ts';

it('takes padding and truncation out of a tokenizer and leaves everything else in place', () => {
  const file = text('{"version":"1.0","truncation":{"max_length":128},"padding":{"strategy":{"Fixed":128}},"model":{"vocab":{"é":1}}}');
  expect(Buffer.from(bareTokenizer(file)).toString()).toBe('{"version":"1.0","truncation":null,"padding":null,"model":{"vocab":{"é":1}}}');
});

it('is the same file when done twice', () => {
  const once = bareTokenizer(text('{"model":{},"padding":{"direction":"Right"}}'));
  expect(bareTokenizer(once)).toEqual(once);
});

it.each(['', '{"model":', '[]', 'null', '{"error":"not found"}'])('refuses %j as a tokenizer', (file) => {
  expect(() => bareTokenizer(text(file))).toThrow(expect.objectContaining({ code: 'model.invalid_file' }));
});
