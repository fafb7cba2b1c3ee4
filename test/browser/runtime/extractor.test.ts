import { expect, it } from 'vitest';
import { languageModelExtractor } from '../../../src/extract/language-model.ts';
import { createRuntime } from '../../../src/runtime/create-runtime.ts';
import type { Extractor } from '../../../src/contract/extractor.ts';

/** What the profile says after one turn. */
async function profileAfter(userText: string, extractor?: Extractor): Promise<string> {
  const identity = { workspaceId: 'ws_extractor', userId: `user-${crypto.randomUUID()}` };
  const runtime = createRuntime({ ...identity, modelUrl: null, storage: 'memory', ...(extractor ? { extractor } : {}) });
  try {
    await runtime.startSession({ sessionId: 's', ...identity, mode: 'default', metadata: {} });
    await runtime.afterTurn({ sessionId: 's', turnId: 't', userText, assistantText: 'I live in Rome.', toolCalls: [], metadata: {} });
    const { contextText } = await runtime.searchMemory({
      sessionId: 's',
      query: 'who is it',
      intent: 'memory',
      includeSources: true,
      timeoutMs: 250,
      lanes: ['profile'],
    });
    return contextText;
  } finally {
    await runtime.close();
  }
}

it('takes facts with a function of the page, which sees the user’s words alone', async () => {
  const asked: unknown[] = [];
  const text = await profileAfter('I live in Goa.', (input) => {
    asked.push(input.userText);
    return [{ matchKey: 'user.activity.sailing', text: 'User sails.', ends: false }];
  });
  expect(text).toContain('sails');
  expect(text).not.toContain('Goa');
  expect(asked).toEqual(['I live in Goa.']);
});

it('stores the turn of an extractor that throws, without facts', async () => {
  const failing: Extractor = () => {
    throw new Error('out of order');
  };
  expect(await profileAfter('I live in Goa.', failing)).toBe('');
});

it('has the grammar where the browser has no model of its own', async () => {
  expect(await profileAfter('I live in Goa.', languageModelExtractor({ model: () => undefined }))).toContain('lives in Goa');
});
