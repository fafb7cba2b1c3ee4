import { describe, expect, it } from 'vitest';
import { query } from './passages.ts';

describe('a query', () => {
  it.each(['where did I live before', 'what is my old number', 'Where did I used to work?', 'my previous job', 'what changed'])(
    'asks about the past: %s',
    (text) => expect(query(text).aboutThePast).toBe(true),
  );

  it.each(['where do I live', 'how cold is it', 'how old am I', 'my exact address', 'changing rooms', 'beforehand', ''])('asks about now: %s', (text) =>
    expect(query(text).aboutThePast).toBe(false),
  );

  it('is read to a bound, so that a pasted transcript cannot hold a recall up', () => {
    const long = query('tea '.repeat(100_000));
    expect(long.text).toHaveLength(16_384);
    expect(long.terms.length).toBeLessThanOrEqual(16_384 / 4);
  });
});
