import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inbound, Line, SECRET, SECRET_WORDS } from './line.ts';

describe('bodies that Retell signed', () => {
  let line: Line;
  beforeAll(async () => {
    line = await Line.open();
  }, 240_000);
  afterAll(() => line?.close());

  const call = inbound('+4970');
  it.each<[string, string, unknown, number]>([
    ['no JSON', 'record_turn', '{"call":', 400],
    ['nothing', 'record_turn', '', 400],
    ['a list', 'search_memory', [], 400],
    ['a text', 'search_memory', '"query"', 400],
    ['null', 'webhook', 'null', 400],
    ['no arguments', 'search_memory', { call }, 400],
    ['arguments alone', 'search_memory', { query: SECRET_WORDS }, 400],
    ['arguments that are a list', 'search_memory', { call, args: [SECRET_WORDS] }, 400],
    ['a query that is a number', 'search_memory', { call, args: { query: 7 } }, 400],
    ['a call that is a text', 'search_memory', { call: SECRET_WORDS, args: { query: 'x' } }, 400],
    ['a call id that is a path', 'search_memory', { call: { call_id: '../../etc' }, args: { query: 'x' } }, 400],
    ['a call id that is an object', 'search_memory', { call: { call_id: {} }, args: { query: 'x' } }, 400],
    ['a number that is a list', 'search_memory', { call: { from_number: ['+49'] }, args: { query: 'x' } }, 400],
    ['an id that is an object', 'record_turn', { call: { metadata: { memoair_user_id: {} } }, args: { user_text: SECRET_WORDS } }, 400],
    ['an id that never ends', 'record_turn', { call: { metadata: { memoair_user_id: 'a'.repeat(600) } }, args: { user_text: SECRET_WORDS } }, 400],
    ['an id with half a character', 'record_turn', '{"call":{"from_number":"\\ud800"},"args":{"user_text":"x"}}', 400],
    ['a turn in which nobody speaks', 'record_turn', { call, args: { user_text: ' ' } }, 400],
    ['two million bytes of query', 'search_memory', { call, args: { query: 'a'.repeat(2_000_000) } }, 413],
    ['two million bytes of speech', 'record_turn', { call, args: { user_text: 'ü'.repeat(1_000_000) } }, 413],
    ['five million bytes', 'webhook', { event: 'call_ended', call: { ...call, transcript: 'a'.repeat(5_000_000) } }, 413],
    ['a hundred thousand levels', 'webhook', `{"event":"call_ended","call":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 400],
  ])('with %s are refused with a code, and nothing said is repeated', async (_what, path, body, status) => {
    const answer = await line.post(path, body);
    expect(answer).toMatchObject({ status, body: { error: { code: 'runtime.bad_request' } } });
    expect(JSON.stringify(answer.body)).not.toContain(SECRET);
  });

  it('may name what every object has, to no avail', async () => {
    const body =
      '{"__proto__":{"call":{"from_number":"+666"}},"call":{"call_id":"c1","constructor":{"prototype":{"from_number":"+666"}},"metadata":{"__proto__":{"memoair_user_id":"root"}},"from_number":"+4971"},"args":{"user_text":"Hello there.","__proto__":{"assistant_text":"x"}}}';
    expect(await line.post('record_turn', body)).toMatchObject({ status: 200 });
    expect(await line.callers.turns('+4971')).toMatchObject([{ userText: 'Hello there.', assistantText: '' }]);
    expect(({} as { from_number?: string }).from_number).toBeUndefined();
    expect(line.callers.known).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(?:root|\+666)$/)]));
  });

  it('may bring the words of an hour along', async () => {
    const words = Array.from({ length: 40 }, (_, i) => ({ word: `word${i} `, start: i, end: i + 0.5 }));
    const transcript_object = Array.from({ length: 900 }, (_, i) => ({ role: i % 2 ? 'user' : 'agent', content: `Utterance ${i}.`, words }));
    const heavy = { ...call, transcript_object, transcript_with_tool_calls: transcript_object };
    expect(JSON.stringify(heavy).length).toBeGreaterThan(2_000_000);
    expect(await line.search(heavy, 'anything')).toMatchObject({ status: 200 });
  });

  it('may leave out the query: what is known anyway is answered', async () => {
    await line.record(inbound('+4972'), 'My dog is called Bruno.', 'Noted.');
    expect(await line.post('search_memory', { call: inbound('+4972'), args: {} })).toMatchObject({
      status: 200,
      body: { contextText: expect.stringContaining('Bruno') },
    });
  });
});
