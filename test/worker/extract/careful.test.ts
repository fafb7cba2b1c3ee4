import { describe, expect, it } from 'vitest';
import type { Extractor } from '../../../worker/extract/extractor.ts';
import { createLocalRuntime } from '../../../src/runtime/local.ts';

const identity = { workspaceId: 'ws_1', userId: 'user_1' };

describe('an extractor that an app plugs in', () => {
  const told = async (extractor: Extractor) => {
    const runtime = await createLocalRuntime({ ...identity, extractor });
    await runtime.startSession({ sessionId: 's', ...identity, mode: 'default', metadata: {} });
    await runtime.afterTurn({ sessionId: 's', turnId: 't1', userText: 'The cello is in the attic.', assistantText: '', toolCalls: [], metadata: {} });
    const { contextText } = await runtime.searchMemory({ sessionId: 's', query: 'cello', intent: '', includeSources: false, timeoutMs: 5000 });
    const { incidents } = await runtime.stats();
    await runtime.close();
    return { contextText, incidents: incidents.map(({ what }) => what) };
  };

  it.each<[string, Extractor]>([
    [
      'throws',
      () => {
        throw new TypeError('The cello is a secret');
      },
    ],
    ['rejects', () => Promise.reject(new TypeError('The cello is a secret'))],
  ])('and that %s costs a turn its facts, not the turn', async (_how, extractor) => {
    const { contextText, incidents } = await told(extractor);
    expect(contextText).toContain('attic');
    expect(incidents).toEqual([expect.stringMatching(/^the extractor failed/)]);
    expect(incidents.join()).not.toContain('secret');
  });
});
