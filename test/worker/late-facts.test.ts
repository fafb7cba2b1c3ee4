import { expect, it, onTestFinished, vi } from 'vitest';
import type { MemoryItem, MemoryListResponse } from '../../src/contract/local.ts';
import { createLocalRuntime } from '../../src/runtime/local.ts';
import type { ExtractedFact, Extractor } from '../../worker/extract/extractor.ts';
import { MemoryStore } from '../../worker/store/memory.ts';

const identity = { workspaceId: 'ws_1', userId: 'user_1' };

const lives = (city: string): readonly ExtractedFact[] => [{ matchKey: 'user.location.current', text: `User lives in ${city}.`, ends: false }];

/** A session with an extractor that answers when it is told to. */
async function talk() {
  const answers = new Map<string, (facts: readonly ExtractedFact[]) => void>();
  const extractor: Extractor = ({ userText }) => new Promise((resolve) => answers.set(userText, resolve));
  const store = new MemoryStore();
  const open = () => createLocalRuntime({ ...identity, extractor, stores: { openUser: async () => store, openOrg: async () => new MemoryStore() } });
  const runtime = await open();
  onTestFinished(() => runtime.close());
  await runtime.startSession({ sessionId: 's', ...identity, mode: 'default', metadata: {} });
  const manage = async (path: string, method = 'GET'): Promise<unknown> => {
    const answer = await runtime.respond({ method, path, contentType: null, authorization: null, body: null });
    expect(answer.status).toBe(200);
    return JSON.parse(answer.body);
  };
  return {
    runtime,
    store,
    say: (turnId: string, userText: string) =>
      runtime.afterTurn({
        sessionId: 's',
        turnId,
        userText,
        assistantText: '',
        toolCalls: [],
        metadata: { occurredAt: `2026-05-0${turnId}T10:00:00.000Z` },
      }),
    finds: (userText: string, facts: readonly ExtractedFact[]) => answers.get(userText)!(facts),
    items: async (): Promise<readonly MemoryItem[]> => ((await manage('/v1/local/memory?lane=permanent')) as MemoryListResponse).items,
    manage,
  };
}

const facts = (items: readonly MemoryItem[]) =>
  items.filter(({ kind }) => kind === 'fact').map(({ text, turnId, validFrom, validTo }) => [text, turnId, validFrom, validTo]);

it('a turn is stored before its extractor answers, and its facts follow it, dated as it is', async () => {
  const { say, finds, items, store } = await talk();
  await say('1', 'I live in Pune.');
  expect(facts(await items())).toEqual([]);
  finds('I live in Pune.', lives('Pune'));
  await vi.waitFor(async () => expect(facts(await items())).toEqual([['User lives in Pune.', '1', '2026-05-01T10:00:00.000Z', undefined]]));
  expect((await store.scan('events')).map(({ kind }) => kind)).toEqual(['session_start', 'turn', 'memory_import']);
  expect(await store.count('outbox')).toBe(3);
});

it('what comes late of an earlier turn takes its place before what a later turn said', async () => {
  const { say, finds, items } = await talk();
  await say('1', 'I live in Pune.');
  await say('2', 'I live in Cork.');
  finds('I live in Cork.', lives('Cork'));
  await vi.waitFor(async () => expect(facts(await items())).toHaveLength(1));
  finds('I live in Pune.', lives('Pune'));
  await vi.waitFor(async () =>
    expect(facts(await items())).toEqual(
      expect.arrayContaining([
        ['User lives in Cork.', '2', '2026-05-02T10:00:00.000Z', undefined],
        ['User lives in Pune.', '1', '2026-05-01T10:00:00.000Z', '2026-05-02T10:00:00.000Z'],
      ]),
    ),
  );
});

it('nothing comes late of a turn that was forgotten in the meantime', async () => {
  const { runtime, say, finds, items, store, manage } = await talk();
  await say('1', 'I live in Pune.');
  const [turn] = await items();
  await manage(`/v1/local/memory/${turn!.memoryId}`, 'DELETE');
  finds('I live in Pune.', lives('Pune'));
  await runtime.endSession({ sessionId: 's', reason: 'completed' });
  expect(await items()).toEqual([]);
  expect(JSON.stringify(await store.scan('events'))).not.toContain('Pune');
});

it('the end of a session waits for facts that are about to come', async () => {
  const { runtime, say, finds, items } = await talk();
  await say('1', 'I live in Pune.');
  const ended = runtime.endSession({ sessionId: 's', reason: 'completed' });
  finds('I live in Pune.', lives('Pune'));
  await ended;
  expect(facts(await items())).toHaveLength(1);
});

it('an extractor that never answers keeps neither the session nor the runtime from ending', async () => {
  const { runtime, say, items } = await talk();
  await say('1', 'I live in Pune.');
  await runtime.endSession({ sessionId: 's', reason: 'completed' });
  expect((await items()).map(({ kind }) => kind)).toEqual(['episode']);
});
