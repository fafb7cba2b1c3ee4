import { describe, expect, it } from 'vitest';
import type { CallMemory } from '../../../src/integrations/calls/call-memory.ts';
import { punctualMemory } from '../../../src/integrations/calls/punctual-memory.ts';
import { storeCall } from '../../../src/integrations/calls/store-call.ts';

const call = { userId: 'ada', sessionId: 'call_1', metadata: {} };

/** A memory in which storing takes as long as it is told, and what it was asked. */
function slowMemory() {
  const kept: string[] = [];
  let [storing, most] = [0, 0];
  let go: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (go = resolve));
  const memory: CallMemory = {
    recall: async () => ({ contextText: '', org: [] }),
    record: async ({ turnId, signal }) => {
      most = Math.max(most, ++storing);
      await gate;
      storing--;
      signal?.throwIfAborted();
      kept.push(turnId);
    },
    end: async ({ reason }) => void kept.push(reason),
  };
  return { memory, kept, most: () => most, go };
}

const turnsOf = (count: number, dated: boolean) =>
  Array.from({ length: count }, (_, i) => ({
    turnId: `turn_${i}`,
    userText: `Sentence ${i}.`,
    assistantText: '',
    ...(dated ? { occurredAt: new Date(i * 1000).toISOString() } : {}),
  }));

describe('a call that takes longer to store than the platform waits', () => {
  it('is answered as late, and stored to its end nevertheless', async () => {
    const { memory, kept, go } = slowMemory();
    const late = punctualMemory({ memory }, 20).store((calls, signal) => storeCall(calls, { ...call, signal }, turnsOf(20, true), 'completed'));
    await expect(late).rejects.toMatchObject({ code: 'runtime.timeout' });
    expect(kept).toEqual([]);
    go();
    await expect.poll(() => kept).toEqual([...turnsOf(20, true).map(({ turnId }) => turnId), 'completed']);
  });

  it.each([
    ['several turns at a time', true, 8],
    ['one turn at a time where the transcript has no dates: they are in the order in which they are stored', false, 1],
  ])('is stored %s', async (_how, dated, most) => {
    const slow = slowMemory();
    const stored = storeCall(slow.memory, call, turnsOf(20, dated), 'completed');
    slow.go();
    await stored;
    expect(slow.most()).toBe(most);
    expect(slow.kept).toEqual([...turnsOf(20, dated).map(({ turnId }) => turnId), 'completed']);
  });
});
