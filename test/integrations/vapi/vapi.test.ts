import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { field } from '../../../src/client/json.ts';
import { answerMemory, runtimeMemory, verifyVapiSignature, vapiBridge } from '../../../src/integrations/vapi.ts';
import { Line, PATIENT, SECRET, signed } from './line.ts';
import { bot, CALL, endOfCallReport, knowledgeBaseRequest, otherMessage, toolCalls, toolCallsMessage, user, type Of } from './messages.ts';

/** Who an unknown caller of {@link CALL} is. */
const UNKNOWN = `anonymous:${createHash('sha256').update(CALL.id).digest('hex').slice(0, 32)}`;
const VICTIM = { metadata: { memoair_user_id: 'victim' } };
/** What a page can say of itself with the public key. */
const PAGE = { assistant: VICTIM, number: '+4969' };

describe('the Vapi bridge', () => {
  let line: Line;
  beforeAll(async () => {
    line = await Line.open();
    const office = await line.callers.runtimeOf('anonymous');
    const pages = Array.from({ length: 8 }, (_, i) => ({ id: `page-${i}`, text: `Page ${i} of the returns handbook.` }));
    await office.createIndex({ name: 'shop', documents: [{ id: 'returns', text: 'Returns within 30 days, code QX77.' }, ...pages] });
  }, 60_000);
  afterAll(() => line?.close());

  const result = async (message: object, to: Line = line): Promise<unknown> => {
    const { status, body } = await to.post(message);
    expect(status).toBe(200);
    return (body['results'] as unknown[])[0];
  };

  it('answers a knowledge base request with documents of the workspace, best first', async () => {
    const asked = [
      { role: 'user', content: 'Hello.' },
      { role: 'assistant', content: 'Hi.' },
      { role: 'user', content: 'How long can I return things, what is the code?' },
      { role: 'assistant', content: 'One moment.' },
      { role: 'user', content: '  ' },
    ];
    const { status, body } = await line.post(knowledgeBaseRequest(asked));
    const documents = body['documents'] as { content: string; similarity: number; uuid: string }[];
    expect([status, Object.keys(body)]).toEqual([200, ['documents']]);
    expect(documents.length).toBeGreaterThan(0);
    expect(documents.length).toBeLessThanOrEqual(5);
    expect(documents[0]).toEqual({ content: 'Returns within 30 days, code QX77.', similarity: expect.any(Number), uuid: 'returns:0' });
    for (const { similarity } of documents) expect(similarity >= 0 && similarity <= 1).toBe(true);
  });

  it('answers with as many documents as were asked for, whoever calls', async () => {
    const two = await line.with(undefined, { topK: 2, answerWithinMs: 20_000, timeoutMs: 10_000 });
    const { body } = await two.post(knowledgeBaseRequest([{ role: 'user', content: 'returns handbook page' }], { number: '+4910' }));
    expect(body['documents']).toHaveLength(2);
    await two.close(false);
  });

  it.each([
    ['its own words', { messages: [user('what is the code for returns?')] }],
    ["OpenAI's words alone", { messages: undefined, messagesOpenAIFormatted: [{ role: 'user', content: 'what is the code for returns?' }] }],
  ])('takes the request in %s', async (_form, fields) => {
    const { body } = await line.post(knowledgeBaseRequest([], fields));
    expect(JSON.stringify(body['documents'])).toContain('QX77');
  });

  it('answers a request that finds nothing, or whose memory fails, with no documents', async () => {
    const failing = await line.with(runtimeMemory(() => Promise.reject(new Error('the code is QX77'))));
    const asked = knowledgeBaseRequest([{ role: 'user', content: 'returns?' }]);
    expect(await failing.post(asked)).toMatchObject({ status: 200, body: { documents: [] } });
    expect(failing.faults).toEqual([['a search was answered empty', 'Error']]);
    await failing.close(false);
    expect(await line.post(knowledgeBaseRequest([{ role: 'user', content: 'zzyzx' }], { number: '+4911' }))).toMatchObject({
      status: 200,
      body: { documents: [] },
    });
  });

  it('makes a document of contextText where a runtime answers with that alone', async () => {
    const alone = answerMemory({ workspaceId: 'ws_1', answerFor: () => async () => Response.json({ contextText: '## org\n- Open till six.', org: [] }) });
    const to = await line.with(alone);
    expect((await to.post(knowledgeBaseRequest([{ role: 'user', content: 'open?' }]))).body).toEqual({ documents: [{ content: '## org\n- Open till six.' }] });
    await to.close(false);
  });

  describe('tool calls', () => {
    it.each(['types', 'plain', 'with-tool'] as const)('are carried out in the form of %s', async (form) => {
      const number = `+4920${form.length}`;
      const turn = { user_text: 'My dog is called Bruno.\nHe is old.', assistant_text: 'Noted.' };
      expect(await result(toolCallsMessage('record_turn', turn, { number }, form))).toEqual({
        toolCallId: 'toolu_01DTPAzUm5Gk3zxrpJ969oMF',
        name: 'record_turn',
        result: 'ok',
      });
      const found = await result(toolCallsMessage('search_memory', { query: 'what is my dog called?' }, { number, call: { id: 'later' } }, form));
      expect(found).toMatchObject({ toolCallId: 'toolu_01DTPAzUm5Gk3zxrpJ969oMF', result: expect.stringContaining('Bruno') });
      expect(JSON.stringify(found)).not.toContain('\\n');
    });

    it('are answered one by one, in their order', async () => {
      const call = (id: string, name: unknown, args: unknown): object => ({ id, type: 'function', function: { name, arguments: args } });
      const { status, body } = await line.post(
        otherMessage('tool-calls', {
          number: '+4930',
          toolCallList: [
            call('a', 'search_memory', { query: 'anything' }),
            call('b', 'transfer', {}),
            call('c', 'search_memory', '{"query":'),
            call('d', 'search_memory', ['anything']),
            call('e', 'search_memory', { query: 7 }),
            call('f', 'record_turn', { user_text: ' ' }),
            call('g', 'constructor', {}),
            { id: 7, function: { name: 'search_memory' } },
            'none',
            call('h', 'record_turn', '{"user_text":"I moved.","assistant_text":""}'),
          ],
        }),
      );
      expect(status).toBe(200);
      const results = body['results'] as { toolCallId: string; result?: string; error?: string }[];
      expect(results.map(({ toolCallId, error }) => [toolCallId, error])).toEqual([
        ['a', undefined],
        ['b', 'There is no such tool here: this server has search_memory and record_turn.'],
        ['c', 'The arguments have to be one JSON object.'],
        ['d', 'The arguments have to be one JSON object.'],
        ['e', 'query has to be text.'],
        ['f', 'user_text has to be what the user said.'],
        ['g', 'There is no such tool here: this server has search_memory and record_turn.'],
        ['h', undefined],
      ]);
      expect(await line.callers.said('+4930')).toEqual(['I moved.']);
    });

    it('that are sent again store a turn once', async () => {
      const message = toolCallsMessage('record_turn', { user_text: 'I moved to Pune.', assistant_text: 'Nice.' }, { number: '+4931' });
      for (const each of await Promise.all([result(message), result(message), result(message)])) expect(each).toMatchObject({ result: 'ok' });
      await line.callers.restart();
      await result(message);
      expect(await line.callers.said('+4931')).toEqual(['I moved to Pune.']);
    });

    it('say so when the memory fails, with a status that Vapi reads', async () => {
      const failing = await line.with(runtimeMemory(() => Promise.reject(new Error('the code is QX77'))));
      expect(await result(toolCallsMessage('record_turn', { user_text: 'x', assistant_text: 'y' }), failing)).toMatchObject({
        error: 'The memory could not be reached.',
      });
      expect(await result(toolCallsMessage('search_memory', { query: 'x' }), failing)).toMatchObject({ result: 'Nothing was found.' });
      expect(JSON.stringify(failing.faults)).not.toContain('QX77');
      await failing.close(false);
    });

    it('are not waited for longer than told', async () => {
      const never = await line.with(
        runtimeMemory(() => new Promise(() => undefined)),
        { answerWithinMs: 100 },
      );
      expect(await result(toolCallsMessage('search_memory', { query: 'x' }), never)).toMatchObject({ result: 'Nothing was found.' });
      expect(never.faults).toEqual([['a search was answered empty', 'runtime.timeout']]);
      await never.close(false);
    });
  });

  describe('the report at the end of a call', () => {
    const spoken = [
      { role: 'system', message: 'You are a helpful assistant.', time: 1, secondsFromStart: 0 },
      bot('Hello, how can I help?', 0),
      user('My order is number', 2),
      user('five five two.', 4),
      bot('I see it.', 6),
      user('Send it to Hamburg, please.', 8),
      toolCalls('record_turn', { user_text: 'send it to Hamburg please', assistant_text: 'Sure.' }),
      { role: 'tool_call_result', toolCallId: 'toolu_1', name: 'record_turn', result: 'ok', time: 1, secondsFromStart: 9 },
      bot('Sure, will do.', 10),
      user('Thanks, bye.', 12),
    ];

    it('stores what was said and not recorded, dated as it was said, and ends the session; once', async () => {
      const number = '+4940';
      await result(
        toolCallsMessage(
          'record_turn',
          { user_text: 'send it to Hamburg please', assistant_text: 'Sure.' },
          { number, artifact: { messages: spoken.slice(0, 6) } },
        ),
      );
      for (let i = 0; i < 3; i++) expect(await line.post(endOfCallReport(spoken, { number }))).toMatchObject({ status: 200, body: {} });
      const turns = await line.callers.turns(number);
      expect(turns.map(({ userText, assistantText }) => [userText, assistantText])).toEqual([
        ['send it to Hamburg please', 'Sure.'],
        ['My order is number five five two.', 'I see it.'],
        ['Thanks, bye.', ''],
      ]);
      expect(turns[1]).toMatchObject({ occurredAt: '2026-05-10T09:00:02.000Z', sessionId: CALL.id });
      expect(await line.callers.sessions(number)).toMatchObject([{ sessionId: CALL.id, endedAt: expect.any(String) }]);
    });

    it.each([
      ['failed', [{ role: 'tool_call_result', toolCallId: 'toolu_1', name: 'record_turn', result: 'The memory could not be reached.' }]],
      ['was never answered', []],
    ])('stores a turn whose record_turn %s', async (how, results) => {
      const failed = [...spoken.filter((entry) => !('toolCallId' in entry)), ...results];
      await line.post(endOfCallReport(failed, { number: `+4945${how.length}` }));
      expect(await line.callers.said(`+4945${how.length}`)).toContain('Send it to Hamburg, please.');
    });

    it('is all it takes: the next call knows what was said', async () => {
      await line.post(endOfCallReport([user('I am allergic to peanuts.'), bot('I will keep that in mind.')], { number: '+4941' }));
      const found = await result(toolCallsMessage('search_memory', { query: 'what am I allergic to?' }, { number: '+4941', call: { id: 'next' } }));
      expect(found).toMatchObject({ result: expect.stringContaining('peanuts') });
    });

    it('is taken with messages in the older place, and with none', async () => {
      await line.post(endOfCallReport([], { number: '+4942', artifact: undefined, messages: [user('Still here.'), bot('Good.')] }));
      await line.post(endOfCallReport([], { number: '+4943', artifact: { messages: 'none' } }));
      await line.post(
        endOfCallReport([null, 7, { role: 'user' }, { role: 'toString', message: 'x' }, { role: 'user', message: 'Odd.', time: 1e300 }] as object[], {
          number: '+4944',
        }),
      );
      expect([await line.callers.said('+4942'), await line.callers.said('+4943'), await line.callers.said('+4944')]).toEqual([['Still here.'], [], ['Odd.']]);
    });
  });

  it('answers every other message with nothing, and asks for nobody', async () => {
    for (const type of ['status-update', 'conversation-update', 'speech-update', 'hang', 'transcript', 'assistant-request', 'constructor', undefined, 7])
      expect(await line.post(otherMessage(type, { number: '+4950' }))).toMatchObject({ status: 200, body: {} });
    for (const body of [{}, { message: null }, { message: 'x' }, { message: [] }]) expect(await line.post(body)).toMatchObject({ status: 200, body: {} });
    expect(line.callers.known).not.toContain('+4950');
  });

  it.each([
    ['no JSON', '{"message":', 400],
    ['a list', [], 400],
    ['a request in which the user says nothing', knowledgeBaseRequest([{ role: 'assistant', content: 'Hi.' }]), 400],
    ['a request without messages', knowledgeBaseRequest([], { messages: 'none' }), 400],
    ['a query of two million bytes', knowledgeBaseRequest([{ role: 'user', content: 'a'.repeat(2_000_000) }]), 413],
    ['five million bytes', otherMessage('hang', { filler: 'a'.repeat(5_000_000) }), 413],
    ['a hundred thousand levels', `{"message":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 400],
    ['a call id that is a path', toolCallsMessage('search_memory', { query: 'x' }, { call: { id: {} } }), 400],
    ['an id that is an object', endOfCallReport([], { call: { metadata: { memoair_user_id: [] } } }), 400],
  ])('refuses %s with a code', async (_what, body, status) => {
    expect(await line.post(body)).toMatchObject({ status, body: { error: { code: 'runtime.bad_request' } } });
  });

  it.each<[string, Of, string]>([
    ['whom the call says', { call: { metadata: { memoair_user_id: 'customer_1' } }, number: '+4960' }, 'customer_1'],
    ['whom its overrides say', { call: { assistantOverrides: { metadata: { memoair_user_id: 'customer_2' } } }, number: '+4960' }, 'customer_2'],
    ['whom its assistant says', { assistant: { metadata: { memoair_user_id: 'customer_3' } }, number: '+4960' }, 'customer_3'],
    ['the customer', { number: '+4961' }, '+4961'],
    ['the customer of the call', { call: { customer: { number: '+4962' } } }, '+4962'],
    ['nobody in particular, for this call alone', {}, UNKNOWN],
    ['nobody in particular, where the number is withheld', { number: 'anonymous' }, UNKNOWN],
    ['nobody that a page says', { call: { type: 'webCall', metadata: { memoair_user_id: 'victim' }, assistantOverrides: VICTIM }, ...PAGE }, UNKNOWN],
    ['nobody that a chat says', { chat: { id: CALL.id }, ...PAGE }, UNKNOWN],
  ])('is about %s', async (_who, of, userId) => {
    await line.post(endOfCallReport([user(`I am ${userId}.`), bot('Hello.')], of));
    expect(await line.callers.said(userId)).toContain(`I am ${userId}.`);
  });

  it('keeps apart the callers of whom it knows nothing', async () => {
    const found = async (id: string): Promise<unknown> => result(toolCallsMessage('search_memory', { query: 'what is my PIN?' }, { call: { id } }));
    await result(toolCallsMessage('record_turn', { user_text: 'My PIN is 4711.', assistant_text: 'Noted.' }, { call: { id: 'web_1' } }));
    expect(await found('web_1')).toMatchObject({ result: expect.stringContaining('4711') });
    expect(await found('web_2')).not.toMatchObject({ result: expect.stringContaining('4711') });
  });

  it('is about whom the rule of the app says, of a web call too', async () => {
    const ruled = await line.with(undefined, { userIdOf: (message) => (field(message['call'], 'id') === 'web_3' ? 'customer_4' : null) });
    await ruled.post(endOfCallReport([user('Hello from a page.')], { call: { id: 'web_3', type: 'webCall' } }));
    expect(await line.callers.said('customer_4')).toEqual(['Hello from a page.']);
    await ruled.close(false);
  });

  it('is about whom the rule of the app says, which is asked once a message', async () => {
    let asked = 0;
    const ruled = await line.with(undefined, { ...PATIENT, userIdOf: async () => `asked_${++asked}` });
    const call = (id: string): object => ({ id, function: { name: 'search_memory', arguments: { query: 'anything' } } });
    await ruled.post(otherMessage('tool-calls', { toolCallList: [call('a'), call('b')] }));
    expect(asked).toBe(1);
    await ruled.close(false);
  });

  it('is not waited for when the rule of the app is slow', async () => {
    const slow = await line.with(undefined, { userIdOf: () => new Promise<never>(() => undefined), answerWithinMs: 100 });
    expect(await result(toolCallsMessage('search_memory', { query: 'x' }), slow)).toMatchObject({ result: 'Nothing was found.' });
    expect(await slow.post(knowledgeBaseRequest([{ role: 'user', content: 'returns?' }]))).toMatchObject({ status: 200, body: { documents: [] } });
    await slow.close(false);
  });

  it('is about whom the rule of the app says', async () => {
    const ruled = await line.with(undefined, { userIdOf: (message) => (message['customer'] ? 'hashed' : null) });
    await ruled.post(endOfCallReport([user('Hello?')], { number: '+4963' }));
    expect(await line.callers.said('hashed')).toEqual(['Hello?']);
    await ruled.close(false);
  });

  describe('signatures', () => {
    const body = JSON.stringify(endOfCallReport([user('Who is there?')], { number: '+4999' }));
    it.each<[string, () => Readonly<Record<string, string>>]>([
      ['the digest', () => ({ 'x-vapi-signature': signed(body) })],
      ['the digest and its name', () => ({ 'x-vapi-signature': `sha256=${signed(body)}` })],
      ['the secret', () => ({ 'x-vapi-secret': SECRET })],
      ['a bearer token', () => ({ authorization: `Bearer ${SECRET}` })],
    ])('may be %s', async (_what, headers) => {
      expect(await line.post(body, headers())).toMatchObject({ status: 200, body: {} });
      expect(await line.callers.said('+4999')).toEqual(['Who is there?']);
    });

    it.each<[string, () => Readonly<Record<string, string>>, string]>([
      ['none', () => ({}), 'unsigned'],
      ['one of another body', () => ({ 'x-vapi-signature': signed(`${body} `) }), 'mismatch'],
      ['one with another secret', () => ({ 'x-vapi-signature': signed(body, 'vapi_secret_2') }), 'mismatch'],
      ['one that is none', () => ({ 'x-vapi-signature': 'zz' }), 'mismatch'],
      ['an empty one beside the secret', () => ({ 'x-vapi-signature': '', 'x-vapi-secret': SECRET }), 'mismatch'],
      ['a wrong one beside the secret', () => ({ 'x-vapi-signature': signed(`${body} `), 'x-vapi-secret': SECRET }), 'mismatch'],
      ['another secret', () => ({ 'x-vapi-secret': `${SECRET}0` }), 'mismatch'],
      ['an empty secret', () => ({ 'x-vapi-secret': '' }), 'unsigned'],
      ['another token', () => ({ authorization: 'Bearer x' }), 'mismatch'],
      ['another scheme', () => ({ authorization: `Basic ${SECRET}` }), 'unsigned'],
    ])('refuse a message with %s', async (_what, headers, reason) => {
      const answer = await line.post(body.replace('+4999', '+4997'), headers());
      expect(answer).toMatchObject({ status: 401, body: { error: { code: 'runtime.bad_request', details: { reason } } } });
      expect(line.callers.known).not.toContain('+4997');
    });

    it('are false when anything is missing', async () => {
      expect(await verifyVapiSignature('x', signed('x'), SECRET)).toBe(true);
      expect(await verifyVapiSignature(new TextEncoder().encode('x'), ` sha256=${signed('x')} `, SECRET)).toBe(true);
      for (const [given, signature, secret] of [
        ['', signed(''), SECRET],
        ['x', '', SECRET],
        ['x', null, SECRET],
        ['x', undefined, SECRET],
        ['x', 'sha256=', SECRET],
        ['x', signed('x', 'empty'), ''],
      ] as const)
        expect(await verifyVapiSignature(given, signature, secret)).toBe(false);
    });

    it('need a secret', () => {
      expect(() => vapiBridge({ memory: line.callers.memory, secret: '' })).toThrow(TypeError);
    });
  });
});
