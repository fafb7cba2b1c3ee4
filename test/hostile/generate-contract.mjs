import * as f from './forms.mjs';

const SID = '${sid}';
const { SECRET } = f;
const post = (path, body) => ({ method: 'POST', path, body });
const V1 = '/v1/runtime';
const LANES = ['profile', 'working', 'permanent', 'org'];

/** Calls with a body: one that is taken, the forms of its fields, and the least that it needs. `may`: it may be left out. */
const CALLS = [
  {
    name: 'start',
    path: `${V1}/session/start`,
    body: { sessionId: SID, workspaceId: '${workspaceId}', userId: '${userId}', satham: { variant: 'default', embedDim: 384 }, metadata: {} },
    fields: {
      sessionId: { form: f.sessionId },
      workspaceId: { form: { bad: f.id.bad, good: [] } },
      userId: { form: { bad: f.id.bad, good: [] } },
      mode: { form: f.oneOf('default', 'org_only'), may: true },
      satham: { form: f.object, may: true },
      'satham.variant': { form: f.name, may: true },
      'satham.embedDim': { form: f.whole(1, 4096), may: true },
      metadata: { form: f.metadata, may: true },
    },
  },
  {
    name: 'search',
    path: `${V1}/search_memory`,
    body: { sessionId: SID, turnId: 't', query: 'the key of the shed', intent: 'answer_current_user', includeSources: true, timeoutMs: 5000 },
    fields: {
      sessionId: { form: f.sessionId },
      turnId: { form: f.id, may: true },
      query: { form: { bad: f.text.bad, good: [...f.text.good, ['128 KiB', f.repeat('q', 131_072)]] } },
      intent: { form: f.name, may: true },
      includeSources: { form: f.boolean, may: true },
      explain: { form: f.boolean, may: true },
      topK: { form: f.object, may: true },
      ...Object.fromEntries(LANES.map((lane) => [`topK.${lane}`, { form: f.whole(0, 50), may: true }])),
      lanes: { form: f.listOf(...LANES), may: true },
      timeoutMs: { form: f.milliseconds(1, 60_000), may: true },
    },
  },
  {
    name: 'turn',
    path: `${V1}/turn/after`,
    body: {
      sessionId: SID,
      turnId: '${tid}',
      userText: 'I keep a boat.',
      assistantText: 'Noted.',
      toolCalls: [{ name: 'search_memory', latencyMs: 3, hits: 1 }],
      metadata: {},
    },
    fields: {
      sessionId: { form: f.sessionId },
      turnId: { form: f.id },
      userText: { form: f.text },
      assistantText: { form: f.text },
      toolCalls: { form: { bad: f.list.bad, good: [['empty', []]] }, may: true },
      'toolCalls.0': { form: { bad: f.object.bad, good: [] } },
      'toolCalls.0.name': { form: f.name },
      'toolCalls.0.latencyMs': {
        form: {
          bad: [
            ['text', SECRET],
            ['a list', []],
          ],
          good: [['negative', -1]],
        },
        may: true,
      },
      'toolCalls.0.hits': {
        form: {
          bad: [
            ['text', SECRET],
            ['negative', -1],
            ['a fraction', 0.5],
          ],
          good: [['0', 0]],
        },
        may: true,
      },
      metadata: { form: f.metadata, may: true },
      'metadata.occurredAt': { form: f.date, may: true },
    },
  },
  {
    name: 'end',
    path: `${V1}/session/end`,
    body: { sessionId: SID, reason: 'completed' },
    fields: { sessionId: { form: f.sessionId }, reason: { form: f.name, may: true } },
  },
  { name: 'flush', path: `${V1}/sync/flush`, session: false, body: { deadlineMs: 50 }, fields: { deadlineMs: { form: f.milliseconds(0, 60_000), may: true } } },
  { name: 'hint', path: '/v1/local/hint', body: { sessionId: SID, query: 'the key' }, fields: { sessionId: { form: f.sessionId }, query: { form: f.text } } },
  { name: 'sync', path: '/v1/local/sync', session: false, body: { restart: false }, fields: { restart: { form: f.boolean, may: true } } },
  {
    name: 'import',
    path: '/v1/local/memory/import',
    session: false,
    body: {
      items: [
        { memoryId: 'm-${sid}', matchKey: 'user.hostile.${sid}', text: 'User keeps a boat.', validFrom: '2026-01-01', source: { sessionId: 's', turnId: 't' } },
      ],
    },
    fields: {
      items: { form: { bad: f.list.bad, good: [['empty', []]] } },
      'items.0': { form: { bad: [['null', null], ...f.object.bad], good: [] } },
      'items.0.kind': {
        form: {
          bad: [
            ['another word', SECRET],
            ['a number', 7],
            ['in capitals', 'FACT'],
          ],
          good: [
            ['fact', 'fact'],
            ['memory', 'memory'],
          ],
        },
        may: true,
      },
      'items.0.memoryId': { form: f.id, may: true },
      'items.0.matchKey': { form: f.id, may: true },
      'items.0.text': {
        form: {
          bad: [...f.text.bad, ['empty', ''], ['20,001 characters', f.concat(SECRET, f.repeat('x', 19_993))]],
          good: [
            ['20,000 characters', f.repeat('x', 20_000)],
            ['half a character', '\udc00'],
          ],
        },
      },
      'items.0.validFrom': { form: f.date, may: true },
      'items.0.validTo': { form: f.date, may: true },
      'items.0.occurredAt': { form: f.date, may: true },
      'items.0.metadata': { form: f.metadata, may: true },
      'items.0.source': { form: { bad: f.object.bad, good: [] }, may: true },
      'items.0.source.sessionId': { form: { bad: f.sessionId.bad, good: [] } },
      'items.0.source.turnId': { form: { bad: f.id.bad, good: [] } },
    },
  },
  {
    name: 'import of a turn',
    path: '/v1/local/memory/import',
    session: false,
    body: { items: [{ kind: 'turn', sessionId: 'old', turnId: '${sid}', userText: 'I keep a boat.', assistantText: '', userName: 'Anna' }] },
    fields: {
      'items.0.sessionId': { form: f.sessionId },
      'items.0.turnId': { form: { bad: f.id.bad, good: [] } },
      'items.0.userText': { form: { bad: f.text.bad, good: [] } },
      'items.0.assistantText': { form: { bad: f.text.bad, good: [] } },
      'items.0.userName': { form: f.name, may: true },
      'items.0.occurredAt': { form: { bad: f.date.bad.slice(0, 12), good: [] }, may: true },
      'items.0.toolCalls': { form: f.list, may: true },
      'items.0.memoryId': { form: { bad: f.id.bad, good: [] }, may: true },
    },
  },
  {
    name: 'import of a session',
    path: '/v1/local/memory/import',
    session: false,
    body: { items: [{ kind: 'session', sessionId: 'of-${sid}', mode: 'default', startedAt: '2026-01-01T00:00:00Z', metadata: {} }] },
    fields: {
      'items.0.sessionId': { form: f.sessionId },
      'items.0.mode': { form: f.oneOf('default', 'org_only'), may: true },
      'items.0.startedAt': { form: { bad: f.date.bad.slice(4, 14), good: [] }, may: true },
      'items.0.endedAt': { form: { bad: f.date.bad.slice(10, 20), good: [] }, may: true },
      'items.0.metadata': { form: { bad: f.metadata.bad, good: [] }, may: true },
      'items.0.brief': { form: { bad: [...f.text.bad, ['20,001 characters', f.concat(SECRET, f.repeat('x', 19_993))]], good: [] }, may: true },
    },
  },
  {
    name: 'index',
    path: '/v1/voice-sdk/index/create',
    session: false,
    body: { name: 'kb', documents: [{ id: 'd-${sid}', text: 'The shed is locked.', metadata: {} }], metadata: {} },
    fields: {
      name: { form: { bad: [...f.name.bad, ['empty', '']], good: [] } },
      documents: { form: { bad: f.list.bad, good: [['empty', []]] } },
      'documents.0': { form: { bad: f.object.bad, good: [] } },
      'documents.0.id': { form: { bad: f.id.bad, good: [] } },
      'documents.0.text': { form: { bad: [...f.text.bad, ['empty', '']], good: [['half a character', '\ud800 shed']] } },
      'documents.0.metadata': { form: { bad: [...f.metadata.bad, ['over 16 KiB', { a: f.concat(SECRET, f.repeat('x', 16_384)) }]], good: [] }, may: true },
      metadata: { form: { bad: [...f.metadata.bad, ['over 16 KiB', { a: f.concat(SECRET, f.repeat('x', 16_384)) }]], good: [] }, may: true },
    },
  },
];

const BAD = { status: [400], code: 'runtime.bad_request' };
const OK = { status: [200] };

const fieldCases = ({ name, path, body, fields, session }) =>
  Object.entries(fields).flatMap(([field, { form, may = false }]) => {
    const steps = field.split('.');
    const one = (what, value, expect) => ({
      name: `${name}: ${field} ${what}`,
      surface: 'contract',
      ...(session === false ? { session } : {}),
      request: post(path, f.changed(body, steps, value)),
      expect,
    });
    return [
      ...form.bad.filter(([, value]) => value !== null).map(([what, value]) => one(what, value, BAD)),
      one('null', null, may ? OK : BAD),
      ...(field.endsWith('.0') ? [] : [one('left out', undefined, may ? OK : BAD)]),
      ...form.good.map(([what, value]) => one(what, value, OK)),
    ];
  });

const CLOSED = { status: [404], code: 'runtime.session_not_found' };
const UNNAMED = { start: { status: [409], code: 'runtime.identity_mismatch' }, search: CLOSED, turn: CLOSED, end: CLOSED, hint: CLOSED };

/** Bodies that are no JSON object, or more than one. */
function bodyCases({ name, path, body, session }) {
  const raw = JSON.stringify(body);
  const key = Object.keys(body)[0];
  const one = (what, request, expect) => ({
    name: `${name}: ${what}`,
    surface: 'contract',
    ...(session === false ? { session } : {}),
    request: { method: 'POST', path, ...request },
    expect,
  });
  const type = (value) => ({ body, headers: { 'content-type': value } });
  return [
    ['no JSON', { rawBody: `{${SECRET}` }],
    ['half of a body', { rawBody: raw.slice(0, -2) }],
    ['two bodies', { rawBody: `${raw}${raw}` }],
    ['single quotes', { rawBody: raw.replaceAll('"', "'") }],
    ['a comment', { rawBody: `/* ${SECRET} */${raw}` }],
    ['a trailing comma', { rawBody: `${raw.slice(0, -1)},}` }],
    ['null', { rawBody: 'null' }],
    ['a number', { rawBody: '1e999' }],
    ['a text', { rawBody: `"${SECRET}"` }],
    ['a list', { rawBody: `[${raw}]` }],
    ['a bare NaN', { rawBody: `{"${key}":NaN}` }],
    ['a raw line break in a text', { rawBody: `{"${key}":"${SECRET}\n"}` }],
    ['a raw NUL', { rawBody: `${raw}\u0000` }],
    ['a bad escape', { rawBody: `{"${key}":"\\x41"}` }],
    ['UTF-16', { rawBase64: Buffer.from('\ufeff{"a":1}', 'utf16le').toString('base64') }],
    ['100,000 lists in each other', { rawBody: f.concat(`{"${key}":`, f.repeat('[', 100_000), f.repeat(']', 100_000), '}') }],
    ['65 levels', { rawBody: f.concat(`${raw.slice(0, -1)},"deep":`, f.repeat('{"a":', 65), '1', f.repeat('}', 65), '}') }],
    ['a body of form fields', type('application/x-www-form-urlencoded'), { status: [415], code: 'runtime.bad_request' }],
    ['a body of plain text', type('text/plain;charset=UTF-8'), { status: [415], code: 'runtime.bad_request' }],
    ['a body of parts', type('multipart/form-data; boundary=x'), { status: [415], code: 'runtime.bad_request' }],
    ['a packed body', { body, headers: { 'content-encoding': 'gzip' } }, { status: [415], code: 'runtime.bad_request' }],
    ['a type in capitals', type('APPLICATION/JSON ; charset=utf-8'), OK],
    ['a byte order mark', { rawBody: `\ufeff${raw}` }, OK],
    ['blanks around', { rawBody: ` \r\n\t${raw}\n ` }, OK],
    ['a field twice, the last one good', { rawBody: `{"${key}":[],${raw.slice(1)}` }, OK],
    ['a field twice, the last one bad', { rawBody: `${raw.slice(0, -1)},"${key}":[[]]}` }],
    ['unknown fields', { body: { ...body, [SECRET]: SECRET, constructor: 1, toString: [] } }, OK],
    ['__proto__ beside', { rawBody: `${raw.slice(0, -1)},"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}` }, OK],
    ['its fields in __proto__ alone', { rawBody: `{"__proto__":${raw}}` }],
    [
      'bytes that are no UTF-8 in an unknown field',
      {
        rawBase64: Buffer.concat([Buffer.from(`${raw.slice(0, -1)},"x":"`), Buffer.from([0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80]), Buffer.from('"}')]).toString(
          'base64',
        ),
      },
      // it names no session of ours: recipes are not looked for in bytes
      UNNAMED[name] ?? OK,
    ],
  ]
    .filter(([what]) => !(name === 'flush' && /its fields in|a field twice, the last one good/.test(what)))
    .map(([what, request, expect = BAD]) => one(what, request, expect));
}

/** More than a body, a query or a batch may have, and just as much. */
function limitCases() {
  const base = { surface: 'contract' };
  const search = CALLS[1].body;
  const turn = CALLS[2].body;
  const importOf = (count) => ({ rawBody: f.concat('{"items":[', f.repeat('{"memoryId":"many","text":"a"},', count - 1), '{"memoryId":"many","text":"a"}]}') });
  const documents = (count, text) => ({
    rawBody: f.concat('{"name":"kb","documents":[', f.repeat(`{"id":"many","text":"${text}"},`, count - 1), `{"id":"many","text":"${text}"}]}`),
  });
  const too = { status: [413], code: 'runtime.bad_request' };
  const batch = { status: [413], code: 'batch_too_large' };
  const lines = (request) => ({ method: 'POST', path: '/v1/local/memory/import', headers: { 'content-type': 'application/x-ndjson' }, ...request });
  return [
    {
      name: 'search: a query of a byte too many',
      request: post(`${V1}/search_memory`, { ...search, query: f.concat(SECRET, f.repeat('q', 131_065)) }),
      expect: too,
    },
    {
      name: 'search: a query of characters that are three bytes each',
      request: post(`${V1}/search_memory`, { ...search, query: f.repeat('\u6771', 43_691) }),
      expect: too,
    },
    { name: 'search: a body over 1 MiB', request: post(`${V1}/search_memory`, { ...search, extra: f.concat(SECRET, f.repeat('x', 1_048_576)) }), expect: too },
    { name: 'turn: a body over 1 MiB', request: post(`${V1}/turn/after`, { ...turn, userText: f.concat(SECRET, f.repeat('x', 1_048_576)) }), expect: too },
    { name: 'turn: a body just under 1 MiB', request: post(`${V1}/turn/after`, { ...turn, userText: f.repeat('word ', 209_000) }), expect: OK },
    {
      name: 'turn: 256 calls of tools',
      request: {
        method: 'POST',
        path: `${V1}/turn/after`,
        rawBody: f.concat(
          '{"sessionId":"${sid}","turnId":"${tid}","userText":"a","assistantText":"b","toolCalls":[',
          f.repeat('{"name":"a"},', 255),
          '{"name":"a"}]}',
        ),
      },
      expect: OK,
    },
    {
      name: 'turn: 257 calls of tools',
      request: {
        method: 'POST',
        path: `${V1}/turn/after`,
        rawBody: f.concat(
          '{"sessionId":"${sid}","turnId":"${tid}","userText":"a","assistantText":"b","toolCalls":[',
          f.repeat('{"name":"a"},', 256),
          '{"name":"a"}]}',
        ),
      },
      expect: BAD,
    },
    { name: 'import: 10,001 items', session: false, request: { method: 'POST', path: '/v1/local/memory/import', ...importOf(10_001) }, expect: BAD },
    { name: 'import: lines of which one is no JSON', session: false, request: lines({ rawBody: `{"memoryId":"l1","text":"a"}\n{${SECRET}\n` }), expect: BAD },
    { name: 'import: lines of which one is a list', session: false, request: lines({ rawBody: '[]\n' }), expect: BAD },
    { name: 'import: empty lines', session: false, request: lines({ rawBody: '\n \r\n\n' }), expect: OK },
    { name: 'import: lines with NUL between', session: false, request: lines({ rawBody: '\u0000\n' }), expect: BAD },
    {
      name: 'import: the memory of a turn’s id',
      session: false,
      request: post('/v1/local/memory/import', {
        items: [
          { kind: 'turn', sessionId: 'o', turnId: 'x', memoryId: 'same-${sid}', userText: 'a', assistantText: '' },
          { memoryId: 'same-${sid}', text: SECRET },
        ],
      }),
      expect: BAD,
    },
    { name: 'index: 101 documents', session: false, request: { method: 'POST', path: '/v1/voice-sdk/index/create', ...documents(101, 'a') }, expect: batch },
    {
      name: 'index: over 1 MB of text',
      session: false,
      request: post('/v1/voice-sdk/index/create', { name: 'kb', documents: [{ id: 'big', text: f.repeat('word ', 200_001) }] }),
      expect: batch,
    },
    {
      name: 'index: a body over 8 MiB',
      session: false,
      request: post('/v1/voice-sdk/index/create', { name: 'kb', documents: [], extra: f.repeat('x', 8_388_608) }),
      expect: batch,
    },
  ].map((one) => ({ ...base, ...one }));
}

/** Calls about somebody else, or about nothing. */
function foreignCases() {
  const none = { status: [404], code: 'runtime.session_not_found' };
  const unknown = ['nobody-${sid}', 'constructor', '__proto__', 'toString', '%2e%2e', '${sidUpper}', '${sid} ', 'NaN', '0', 'null'];
  const start = CALLS[0].body;
  const other = { status: [409], code: 'runtime.identity_mismatch' };
  return [
    ...unknown.flatMap((sessionId) =>
      ['search', 'turn', 'hint'].map((name) => {
        const { path, body } = CALLS.find((each) => each.name === name);
        return {
          name: `${name}: the session ${sessionId}, which is not open`,
          request: post(path, { ...body, sessionId, ...(name === 'hint' ? { query: SECRET } : {}) }),
          expect: none,
        };
      }),
    ),
    ...[
      ['userId', '${userId}2'],
      ['userId', '${userIdFlipped}'],
      ['userId', '${userId}\u200b'],
      ['userId', ' ${userId}'],
      ['userId', '${userId}\u0000'],
      ['userId', '__proto__'],
      ['userId', '*'],
      ['workspaceId', '${workspaceId}/'],
      ['workspaceId', '${workspaceId}%00'],
      ['workspaceId', 'constructor'],
      ['workspaceId', '${userId}'],
    ].map(([field, value]) => ({
      name: `start: ${field} ${JSON.stringify(value)}`,
      session: false,
      request: post(`${V1}/session/start`, { ...start, sessionId: 'x-${sid}', [field]: value }),
      expect: other,
    })),
  ].map((one) => ({ surface: 'contract', ...one }));
}

/** Paths, methods and query strings. */
function pathCases() {
  const missing = { status: [404], code: 'runtime.bad_request' };
  const one = (method, path, expect, more = {}) => ({
    name: `${method} ${path.slice(0, 60)}`,
    surface: 'contract',
    session: false,
    request: { method, path, ...more },
    expect,
  });
  const wrong = (allow) => ({ status: [405], code: 'runtime.bad_request', allow });
  const known = CALLS.filter(({ name }) => !name.startsWith('import of')).map(({ path }) => path);
  return [
    ...[
      '/',
      '/v1',
      '/v1/',
      '/v1/runtime',
      '/v1/runtime/',
      '/v2/runtime/health',
      '/v1/runtime/health/',
      '/v1/runtime/Health',
      '/V1/runtime/health',
      '//v1/runtime/health',
      '/v1//runtime/health',
      '/v1/runtime/%68ealth',
      '/v1/runtime%2fhealth',
      '/v1/runtime/health%00',
      '/v1/runtime/health;a=1',
      '/v1/runtime/search_memory.json',
      '/v1/runtime/__proto__',
      '/v1/local/constructor',
      '/v1/local/memory/',
      '/v1/local/memory/a/b',
      '/v1/local/sessions/',
      '/v1/local/outbox//retry',
      `/${SECRET}`,
      '/v1/voice-sdk/bootstrap',
      '/v1/voice-sdk/events',
      '/health',
      '/%',
    ].map((path) => one('GET', path, missing)),
    one('GET', '/v1/runtime/../runtime/health', OK),
    one('GET', '/v1/runtime/./health', OK),
    one('GET', '/v1/runtime/%2e%2e/runtime/health', OK),
    one('GET', '/v1/runtime/health?a=1&a=2&%', OK),
    one('GET', '/v1/runtime/health#x', OK),
    ...known.flatMap((path) =>
      ['GET', 'PUT', 'DELETE', 'PATCH'].map((method) =>
        one(method, path, path.endsWith('memory/import') && ['DELETE', 'PATCH'].includes(method) ? wrong(['POST', 'OPTIONS']) : wrong(['POST', 'OPTIONS'])),
      ),
    ),
    ...['/v1/runtime/health', '/v1/local/stats', '/v1/local/export', '/v1/local/outbox', '/v1/voice-sdk/index/list', '/v1/local/memory'].flatMap((path) =>
      ['POST', 'PUT', 'DELETE'].map((method) => one(method, path, wrong(['GET', 'HEAD', 'OPTIONS']))),
    ),
    one('POST', '/v1/local/user', wrong(['DELETE', 'OPTIONS'])),
    one('PROPFIND', '/v1/local/memory', wrong(['GET', 'HEAD', 'OPTIONS'])),
    one('OPTIONS', '/v1/runtime/search_memory', { status: [204] }),
    one('HEAD', '/v1/runtime/health', OK),
    ...[
      'lane=',
      'lane=Permanent',
      `lane=${SECRET}`,
      'lane=constructor',
      'limit=',
      'limit=0',
      'limit=501',
      'limit=-1',
      'limit=1.5',
      'limit=1e2',
      'limit=0x10',
      'limit=NaN',
      'limit=9999999999',
      `limit=${SECRET}`,
      'limit=%EF%BC%91',
      'cursor=%00',
      `cursor=${SECRET}`,
      'cursor=e30',
      'cursor=W10',
      'cursor=WzEsMl0',
      'cursor=!!!',
      'cursor=null',
    ].flatMap((query) =>
      query.startsWith('lane')
        ? [one('GET', `/v1/local/memory?${query}`, BAD)]
        : [one('GET', `/v1/local/memory?${query}`, BAD), one('GET', `/v1/local/outbox?${query}`, BAD)],
    ),
    one('GET', `/v1/local/memory?q=${'x'.repeat(1025)}`, BAD),
    ...[
      'lane=permanent&lane=org',
      'limit=1',
      'limit=500',
      'q=',
      'q=%00',
      'q=%ED%A0%80',
      'q=%FF',
      'q=__proto__',
      '__proto__=1&constructor=2',
      'q=a%26limit%3D0',
      'limit=007',
      '%',
    ].map((query) => one('GET', `/v1/local/memory?${query}`, OK)),
    ...['%ff', '%', '%ed%a0%80', '%c0%80'].flatMap((id) => [one('DELETE', `/v1/local/memory/${id}`, BAD), one('DELETE', `/v1/local/sessions/${id}`, BAD)]),
    ...['nothing', 'a%2Fb', '__defineGetter__', 'valueOf', '%00', '%e2%80%ae', SECRET].map((id) => one('DELETE', `/v1/local/memory/${id}`, { status: [404] })),
    ...['nothing', '..%2f..%2fetc', '__proto__', '%2e', SECRET].map((id) => one('DELETE', `/v1/local/sessions/${id}`, { status: [404] })),
    one('DELETE', `/v1/local/memory/${'x'.repeat(513)}`, BAD),
    one('DELETE', `/v1/local/sessions/${'x'.repeat(513)}`, BAD),
    ...['nothing', '__proto__', SECRET].map((id) => one('POST', `/v1/local/outbox/${id}/retry`, { status: [404] })),
    ...[
      { text: 7 },
      { text: '' },
      { text: null },
      {},
      { validFrom: SECRET },
      { validTo: '2026-02-30' },
      { metadata: [] },
      { matchKey: '' },
      { matchKey: [SECRET] },
      { text: f.concat(SECRET, f.repeat('x', 20_000)) },
    ].map((body, n) => ({ ...one('PATCH', '/v1/local/memory/kept', BAD, { body }), name: `PATCH of a memory, ${n + 1}` })),
    { ...one('PATCH', '/v1/local/memory/nothing', { status: [404] }, { body: { text: SECRET } }), name: 'PATCH of a memory that is not there' },
    { ...one('PATCH', '/v1/local/memory/kept', BAD, { body: { memoryId: 'another' } }), name: 'PATCH that names another memory alone' },
  ];
}

/** Bodies made by chance of fields that are right and wrong. What they hold is told by its parts: a wrong one refuses the whole. */
function mixedCases() {
  const { next, pick } = f.random(20_261_122);
  return Array.from({ length: 60 }, (_, n) => {
    const call = pick(CALLS.filter(({ name }) => ['start', 'search', 'turn', 'import'].includes(name)));
    const names = Object.keys(call.fields).filter((field) => !/(?:0|\.source)$|^(?:toolCalls|items|metadata|topK|satham)$/.test(field));
    let { body } = call;
    let bad = false;
    for (const field of new Set([pick(names), pick(names), pick(names)])) {
      const { form } = call.fields[field];
      const wrong = next() < 0.5 || form.good.length === 0;
      const [, value] = pick(wrong ? form.bad : form.good);
      body = f.changed(body, field.split('.'), value);
      bad ||= wrong;
    }
    return {
      name: `${call.name}: mixed, ${n + 1}`,
      surface: 'contract',
      ...(call.session === false ? { session: false } : {}),
      request: post(call.path, body),
      expect: bad ? BAD : OK,
    };
  });
}

/** What only a socket can carry. */
function socketCases() {
  const one = (what, request, expect) => ({
    name: `socket: ${what}`,
    surface: 'contract',
    only: 'socket',
    session: false,
    request: { method: 'GET', path: '/v1/runtime/health', ...request },
    expect,
  });
  const foreign = { status: [403], code: 'runtime.bad_request' };
  return [
    ...[
      'https://evil.example',
      'http://127.0.0.1.evil.example',
      'null',
      'http://localhost.evil.example:7878',
      'file://',
      'http://[::2]',
      'http://127.0.0.1@evil.example',
      'chrome-extension://abc',
      'http://evil.example#127.0.0.1',
      '',
    ].map((origin) => one(`Origin ${origin}`, { headers: { origin } }, foreign)),
    ...['evil.example', '127.0.0.1.evil.example', 'evil.example:7878', '10.0.0.1', '0.0.0.0', '[::2]', 'localhost@evil.example', '127.0.0.1 evil.example'].map(
      (host) => one(`Host ${host}`, { headers: { host } }, { status: [403, 400], code: 'runtime.bad_request' }),
    ),
    ...['localhost', '127.0.0.1:7878', '[::1]:1', '127.9.9.9'].map((host) => one(`Host ${host}`, { headers: { host } }, OK)),
    one('headers of 64 KiB', { headers: { 'x-big': f.repeat('h', 65_536) } }, { status: [431], code: 'runtime.bad_request' }),
    one('a path of 64 KiB', { path: f.concat('/', f.repeat('p', 65_536)) }, { status: [431], code: 'runtime.bad_request' }),
    one('a whole address for a path', { path: 'http://evil.example/v1/runtime/health' }, { status: [200, 400, 403, 404] }),
    one('TRACE', { method: 'TRACE' }, { status: [400, 405] }),
  ];
}

export const CONTRACT = () => [
  ...CALLS.flatMap(fieldCases),
  ...CALLS.filter(({ name }) => ['start', 'search', 'turn', 'end', 'flush', 'hint', 'import', 'index'].includes(name)).flatMap(bodyCases),
  ...foreignCases(),
  ...pathCases(),
  ...mixedCases(),
  // behind what lists memories, because one of them is of a megabyte
  ...limitCases(),
  ...socketCases(),
];
