import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answered } from '../retell-vapi-callers.ts';
import { inbound, Line } from './line.ts';

/** Who an unknown caller of the call `who` is. */
const UNKNOWN_WHO = `anonymous:${createHash('sha256').update('who').digest('hex').slice(0, 32)}`;

describe('the Retell bridge', () => {
  let line: Line;
  beforeAll(async () => {
    line = await Line.open();
  }, 240_000);
  afterAll(() => line?.close());

  it('remembers what a caller said, from one call to the next', async () => {
    expect(await line.record(inbound('+491', 'call_1'), 'My dog is called Bruno.', 'What a nice name.')).toMatchObject({ status: 200, body: { status: 'ok' } });
    const answer = await line.search(inbound('+491', 'call_2'), 'what is my dog called?');
    expect(answer).toMatchObject({ status: 200, body: { contextText: expect.stringContaining('Bruno') } });
    expect(Object.keys(answer.body)).toEqual(['contextText']);
  });

  it('tells nobody what another caller said', async () => {
    await line.record(inbound('+492'), 'My cat is called Minka.', 'Noted.');
    const { status, body } = await line.search(inbound('+493'), 'what is my cat called?');
    expect([status, String(body['contextText']).includes('Minka')]).toEqual([200, false]);
  });

  it('says that it is there, and refuses other paths and methods', async () => {
    expect(await line.served.ask('/health')).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect((await line.served.ask('/health', { method: 'HEAD' })).status).toBe(200);
    const wrongMethod = await line.served.ask('/retell/search_memory');
    expect([wrongMethod.status, wrongMethod.headers.get('allow')]).toEqual([405, 'POST']);
    expect(await line.served.ask('/retell/erase_memory', { method: 'POST' })).toMatchObject({ status: 404, body: { error: { code: 'runtime.bad_request' } } });
  });

  describe('a call is about', () => {
    it.each<[string, object, string]>([
      ['whom the app says', { metadata: { memoair_user_id: 'customer_9' }, from_number: '+4980', direction: 'inbound' }, 'customer_9'],
      ['whom the app says by number', { metadata: { memoair_user_id: 4711 }, from_number: '+4980' }, '4711'],
      ['the caller', { metadata: {}, from_number: '+4981', to_number: '+4930', direction: 'inbound' }, '+4981'],
      ['the caller, where no direction is told', { from_number: '+4982', to_number: '+4930' }, '+4982'],
      ['the one who was called', { from_number: '+4930', to_number: '+4983', direction: 'outbound' }, '+4983'],
      ['the caller, where the app says nothing', { metadata: { memoair_user_id: ' ' }, from_number: ' +4985 ' }, '+4985'],
      ['the caller, where metadata is a text', { metadata: 'vip', from_number: '+4986' }, '+4986'],
      ['nobody in particular, where only the number of the agent is known', { from_number: null, to_number: '+4984', direction: 'inbound' }, UNKNOWN_WHO],
      ['nobody in particular, for this call alone', { call_type: 'web_call', metadata: null }, UNKNOWN_WHO],
      ['whom the app says, also where the number is withheld', { metadata: { memoair_user_id: 'customer_8' }, from_number: 'anonymous' }, 'customer_8'],
    ])('%s', async (_who, call, userId) => {
      await line.record({ call_id: 'who', ...call }, `I am ${userId}.`, 'Hello.');
      expect(await line.callers.said(userId)).toContain(`I am ${userId}.`);
    });

    it('whom the rule of the app says, which may take its time', async () => {
      const ruled = await line.with(undefined, { userIdOf: async (call) => (call['from_number'] === '+4987' ? 'hash_of_4987' : null) });
      await ruled.record(inbound('+4987'), 'First.', 'Yes.');
      await ruled.record(inbound('+4988'), 'Second.', 'Yes.');
      expect([await line.callers.said('hash_of_4987'), await line.callers.said('+4988')]).toEqual([['First.'], ['Second.']]);
      await ruled.close(false);
    });
  });

  describe('a turn', () => {
    it('that is sent again is stored once, at once, later, after a restart and after the call', async () => {
      const call = inbound('+4960');
      const send = (): Promise<Answered> => line.record(call, 'I moved to Pune.', 'Congratulations.');
      const answers = await Promise.all([send(), send(), send()]);
      answers.push(await send());
      await line.callers.restart();
      answers.push(await send());
      await line.ended(call);
      answers.push(await send());
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
      expect(await line.callers.said('+4960')).toEqual(['I moved to Pune.']);
      expect(await line.callers.sessions('+4960')).toMatchObject([{ sessionId: 'call_+4960', endedAt: expect.any(String) }]);
    });

    it('with the same words is another turn when the transcript has them twice, or the call is another', async () => {
      const said = (...texts: string[]): object[] => texts.map((content, i) => ({ role: i % 2 ? 'agent' : 'user', content, words: [] }));
      const call = inbound('+4961');
      await line.record({ ...call, transcript_object: said('Yes.') }, 'Yes.', 'Good.');
      await line.record({ ...call, transcript_object: said('Yes.', 'Good. Anything else?', 'Yes.') }, 'yes', 'Good.');
      await line.record({ ...call, transcript_object: said('Yes.', 'Good. Anything else?', 'Yes.') }, 'yes', 'Good.');
      await line.record(inbound('+4961', 'another'), 'Yes.', 'Good.');
      expect(await line.callers.said('+4961')).toHaveLength(3);
    });
  });

  describe('the webhook', () => {
    const utterance = (role: string, content: string, start: number): object => ({ role, content, words: [{ word: content, start, end: start + 1 }] });
    const spoken = [
      utterance('agent', 'Hello, how can I help?', 0),
      utterance('user', 'My order is number', 2),
      utterance('user', 'five five two.', 4),
      utterance('agent', 'I see it.', 6),
      utterance('user', 'Send it to Hamburg, please.', 8),
      {
        role: 'tool_call_invocation',
        tool_call_id: 't1',
        name: 'record_turn',
        arguments: '{"user_text":"send it to Hamburg please","assistant_text":"Sure."}',
      },
      { role: 'tool_call_result', tool_call_id: 't1', content: '{"status":"ok"}' },
      { role: 'node_transition', former_node_id: 'a' },
      utterance('agent', 'Sure, will do.', 10),
      utterance('transfer_target', 'Whom am I speaking to?', 11),
      utterance('user', 'Thanks, bye.', 12),
    ];
    const call = {
      ...inbound('+4950'),
      start_timestamp: Date.UTC(2026, 4, 10, 9, 0, 0),
      disconnection_reason: 'user_hangup',
      transcript_object: spoken.slice(0, 5),
      transcript_with_tool_calls: spoken,
    };

    it('stores what was said and not recorded when the call has ended, dated as it was said, and ends the session; once', async () => {
      await line.record({ ...call, transcript_with_tool_calls: spoken.slice(0, 6) }, 'send it to Hamburg please', 'Sure.');
      for (let i = 0; i < 3; i++) expect(await line.ended(call)).toMatchObject({ status: 200, body: { status: 'ok' } });
      const turns = await line.callers.turns('+4950');
      expect(turns.map(({ userText, assistantText }) => [userText, assistantText])).toEqual([
        ['send it to Hamburg please', 'Sure.'],
        ['My order is number five five two.', 'I see it.'],
        ['Thanks, bye.', ''],
      ]);
      expect(turns[1]).toMatchObject({ occurredAt: '2026-05-10T09:00:02.000Z', sessionId: 'call_+4950' });
      expect(await line.callers.sessions('+4950')).toMatchObject([{ sessionId: 'call_+4950', endedAt: expect.any(String) }]);
    });

    it.each([
      ['failed', [{ role: 'tool_call_result', tool_call_id: 't1', successful: false, content: 'Error: 500' }]],
      ['was never answered', []],
    ])('stores a turn whose record_turn %s', async (how, results) => {
      const failed = [...spoken.filter((entry) => !('tool_call_id' in entry && 'content' in entry)), ...results];
      await line.ended({ ...call, ...inbound(`+4954${how.length}`), transcript_with_tool_calls: failed });
      expect(await line.callers.said(`+4954${how.length}`)).toContain('Send it to Hamburg, please.');
    });

    it('changes nothing at any other event', async () => {
      for (const event of ['call_started', 'call_analyzed', 'transcript_updated', undefined, 7])
        expect(await line.post('webhook', { event, call: { ...call, from_number: '+4951' } })).toMatchObject({ status: 200 });
      expect(line.callers.known).not.toContain('+4951');
    });

    it('takes a transcript that is none for an empty one', async () => {
      const odd = {
        ...inbound('+4952'),
        start_timestamp: 1e300,
        transcript_object: [null, 7, 'x', { role: 'user' }, { role: 'user', content: 7 }, { role: 'user', content: 'Still here.', words: {} }],
      };
      expect(await line.ended(odd)).toMatchObject({ status: 200 });
      expect(await line.ended({ ...inbound('+4953'), transcript_with_tool_calls: 'none' })).toMatchObject({
        status: 200,
      });
      expect([await line.callers.said('+4952'), await line.callers.said('+4953')]).toEqual([['Still here.'], []]);
    });
  });
});
