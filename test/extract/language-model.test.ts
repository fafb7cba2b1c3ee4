import { describe, expect, it } from 'vitest';
import { languageModelExtractor } from '../../src/extract/language-model.ts';
import type { LanguageModelFactory, LanguageModelNeeds, LanguageModelSession } from '../../src/extract/prompt-api.ts';
import { createLocalRuntime } from '../../src/runtime/local.ts';

const at = '2026-01-02T03:04:05Z';
const SAID = 'I live in Pune.';
const BY_GRAMMAR = [{ matchKey: 'user.location.current', text: 'User lives in Pune.', ends: false }];
const answer = (...facts: readonly object[]): string => JSON.stringify({ facts });
const sails = { kind: 'activity', value: 'sailing', text: 'User goes sailing.', ends: false };

/** A stand-in of the documented shape; no browser with a real model takes part in these tests. */
class StandIn implements LanguageModelFactory, LanguageModelSession {
  state = 'available';
  sessions = 0;
  open = 0;
  readonly asked: { readonly input: string; readonly signal: AbortSignal; readonly constraint: object }[] = [];
  readonly needs: LanguageModelNeeds[] = [];
  reply: (input: string) => Promise<string>;

  constructor(reply: (input: string) => Promise<string>) {
    this.reply = reply;
  }

  async availability(needs: LanguageModelNeeds): Promise<string> {
    this.needs.push(needs);
    return this.state;
  }

  async create(): Promise<LanguageModelSession> {
    this.sessions += 1;
    return this;
  }

  async clone(): Promise<LanguageModelSession> {
    this.open += 1;
    return this;
  }

  async prompt(input: string, { responseConstraint, signal }: { readonly responseConstraint: object; readonly signal: AbortSignal }): Promise<string> {
    this.asked.push({ input, signal, constraint: responseConstraint });
    return this.reply(input);
  }

  destroy(): void {
    this.open -= 1;
  }
}

const replying = (text: string): StandIn => new StandIn(async () => text);
const never = (): Promise<string> => new Promise(() => undefined);

describe('an extractor that asks the built-in model', () => {
  it('gives what the model found, under keys of its own', async () => {
    const model = replying(answer(sails, { kind: 'home', value: 'Goa', text: 'User lives in Goa', ends: false }));
    const extract = languageModelExtractor({ model: () => model });
    expect(await extract({ userText: 'These days it is sailing and Goa for me.', at })).toEqual([
      { matchKey: 'user.activity.sailing', text: 'User goes sailing.', ends: false },
      { matchKey: 'user.location.current', text: 'User lives in Goa.', ends: false },
    ]);
  });

  it('asks each turn in a clone of one session, with the schema and the turn as data', async () => {
    const model = replying(answer());
    const extract = languageModelExtractor({ model: () => model });
    await extract({ userText: 'Say "hi".', at });
    await extract({ userText: 'Again.', at });
    expect([model.sessions, model.open]).toEqual([1, 0]);
    expect(model.asked.map(({ input }) => input)).toEqual(['"Say \\"hi\\"."', '"Again."']);
    expect(model.asked[0]!.constraint).toMatchObject({ type: 'object', required: ['facts'] });
    expect(model.needs[0]).toMatchObject({ expectedInputs: [{ type: 'text', languages: ['en'] }] });
  });

  it('leaves out what the user did not say', async () => {
    const model = replying(answer(sails, { kind: 'home', value: 'Rome', text: 'User lives in Rome.', ends: false }));
    expect(await languageModelExtractor({ model: () => model })({ userText: 'I go sailing.', at })).toHaveLength(1);
  });

  it.each([
    ['there is no model', undefined],
    ['it is not on the device yet', Object.assign(replying(answer(sails)), { state: 'downloadable' })],
    ['it answers no JSON', replying('Sure! Here are the facts.')],
    ['it answers outside the schema', replying(answer({ ...sails, kind: 'secret' }))],
    ['it tells of someone else than the user', replying(answer({ ...sails, text: 'The assistant is great.' }))],
    ['it fails', new StandIn(() => Promise.reject(new DOMException('busy', 'InvalidStateError')))],
    ['it never answers', new StandIn(never)],
  ])('falls back to the grammar when %s', async (_, model) => {
    expect(await languageModelExtractor({ model: () => model, limitMs: 50 })({ userText: SAID, at })).toEqual(BY_GRAMMAR);
  });

  it('takes its question back from a model that is late', async () => {
    const model = new StandIn(never);
    await languageModelExtractor({ model: () => model, limitMs: 50 })({ userText: SAID, at });
    expect(model.asked[0]!.signal.aborted).toBe(true);
  });

  it('asks a model that arrives later', async () => {
    const model = Object.assign(replying(answer(sails)), { state: 'downloading' });
    const extract = languageModelExtractor({ model: () => model });
    await extract({ userText: SAID, at });
    model.state = 'available';
    expect(await extract({ userText: 'I go sailing.', at })).toMatchObject([{ matchKey: 'user.activity.sailing' }]);
  });

  it('leaves a pasted text to the grammar', async () => {
    const model = replying(answer(sails));
    await languageModelExtractor({ model: () => model })({ userText: 'sailing '.repeat(500), at });
    expect(model.asked).toEqual([]);
  });

  it('is one that a runtime takes', async () => {
    const identity = { workspaceId: 'ws_1', userId: 'anna' };
    const runtime = await createLocalRuntime({ ...identity, extractor: languageModelExtractor({ model: () => replying(answer(sails)) }) });
    await runtime.startSession({ sessionId: 's', ...identity, mode: 'default', metadata: {} });
    await runtime.afterTurn({ sessionId: 's', turnId: 't', userText: 'I go sailing.', assistantText: 'Nice.', toolCalls: [], metadata: {} });
    const { contextText } = await runtime.searchMemory({
      sessionId: 's',
      query: 'sailing',
      intent: 'memory',
      includeSources: true,
      timeoutMs: 250,
      lanes: ['profile'],
    });
    expect(contextText).toContain('goes sailing');
    await runtime.close();
  });
});
