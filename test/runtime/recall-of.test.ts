import { expect, it } from 'vitest';
import { LIMITS } from '../../src/contract/defaults.ts';
import { wireRecall } from '../../src/runtime/recall-of.ts';

const recall = (query: string) =>
  wireRecall({ method: 'POST', path: '/v1/runtime/search_memory', contentType: 'application/json', authorization: null, body: JSON.stringify({ query }) });

it('hands the model no query that the runtime will refuse for its length', () => {
  expect(recall('x'.repeat(LIMITS.queryBytes))).not.toBeNull();
  expect(recall('x'.repeat(LIMITS.queryBytes + 1))).toBeNull();
});
