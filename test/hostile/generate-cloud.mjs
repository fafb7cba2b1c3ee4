import * as f from './forms.mjs';

const { SECRET } = f;
const EVENTS = '/v1/voice-sdk/events';
const BOOTSTRAP = '/v1/voice-sdk/bootstrap';
const CREATE = '/v1/voice-sdk/index/create';
const cloud = (name, request, expect, more = {}) => ({ name: `cloud: ${name}`, surface: 'cloud', session: false, request, expect, ...more });
const push = (events, more = {}) => ({ method: 'POST', path: EVENTS, body: { events }, ...more });
const BAD = { status: [400], code: 'cloud.bad_request' };
const OK = { status: [200] };
const said = (status, code, path) => ({ status: [200], result: { status, ...(code ? { code } : {}), ...(path ? { path } : {}) } });

const TURN = {
  id: 'e-${sid}',
  kind: 'turn',
  sessionId: 's',
  seq: 1,
  at: '2026-01-01T10:00:00.000Z',
  payload: { turnId: 't-${sid}', userText: 'I keep a boat.', assistantText: 'Noted.' },
};
const KINDS = {
  turn: TURN,
  memory_import: { ...TURN, kind: 'memory_import', payload: { items: [{ memoryId: 'm-${sid}', text: 'User keeps a boat.', validFrom: '2026-01-01' }] } },
  memory_edit: {
    ...TURN,
    kind: 'memory_edit',
    payload: { memoryId: 'm-${sid}', matchKey: null, text: 'User keeps a boat.', validFrom: '2026-01-01', validTo: null, metadata: {} },
  },
  tombstone: { ...TURN, kind: 'tombstone', payload: { user: false, memoryIds: [], sessionIds: [], turns: [], eventIds: [] } },
};
const dates = { bad: f.date.bad, good: f.date.good };
const few = (form, most = 6) => ({ bad: form.bad.slice(0, most), good: form.good.slice(0, 2) });
const FIELDS = {
  turn: {
    id: { bad: f.id.bad, good: [] },
    kind: {
      bad: [
        ['another word', SECRET],
        ['a number', 7],
        ['a name of Object', 'constructor'],
        ['in capitals', 'TURN'],
      ],
      good: [],
      code: 'event.unknown_kind',
    },
    sessionId: {
      bad: [
        ['a number', 7],
        ['513 characters', f.concat(SECRET, f.repeat('x', 505))],
        ['a list', []],
      ],
      good: [['empty', '']],
    },
    seq: {
      bad: [
        ['negative', -1],
        ['a fraction', 0.5],
        ['text', '1'],
        ['over 2^53', 2 ** 53],
        ['1e300', 1e300],
      ],
      good: [['0', 0]],
    },
    at: dates,
    payload: {
      bad: [
        ['a list', []],
        ['text', SECRET],
        ['a number', 1],
      ],
      good: [],
    },
    'payload.turnId': { bad: f.id.bad, good: [] },
    'payload.userText': few(f.text),
    'payload.assistantText': few(f.text),
    'payload.occurredAt': { ...few(f.date, 40), may: true },
    'payload.memoryId': { bad: f.id.bad, good: [], may: true },
    'payload.facts': {
      bad: [
        ['text', SECRET],
        ['an object', {}],
        ['a number in it', [1]],
        ['an empty fact', [{}]],
        ['no key', [{ text: SECRET }]],
      ],
      good: [['none', []]],
      may: true,
    },
  },
  memory_import: {
    'payload.items': {
      bad: [
        ['text', SECRET],
        ['an object', {}],
        ['null in it', [null]],
        ['an empty item', [{}]],
      ],
      good: [['none', []]],
    },
    'payload.items.0.memoryId': { bad: f.id.bad, good: [] },
    'payload.items.0.text': { bad: [...f.text.bad, ['empty', ''], ['20,001 characters', f.concat(SECRET, f.repeat('x', 19_993))]], good: [] },
    'payload.items.0.validFrom': { bad: f.date.bad, good: [], may: true },
    'payload.items.0.metadata': {
      bad: [
        ['a list', []],
        ['66 levels', f.nested(66)],
      ],
      good: [],
      may: true,
    },
    'payload.items.0.source': {
      bad: [
        ['text', SECRET],
        ['no turn', { sessionId: 's' }],
      ],
      good: [],
      may: true,
    },
  },
  memory_edit: {
    'payload.memoryId': { bad: f.id.bad, good: [] },
    'payload.text': {
      bad: [
        ['a number', 7],
        ['empty', ''],
      ],
      good: [],
    },
    'payload.validFrom': { bad: f.date.bad.slice(4, 20), good: [] },
    'payload.metadata': {
      bad: [
        ['a list', []],
        ['text', SECRET],
      ],
      good: [],
      may: true,
    },
  },
  tombstone: {
    'payload.memoryIds': {
      bad: [
        ['text', SECRET],
        ['a number in it', [1]],
        ['an empty id', ['']],
      ],
      good: [],
      may: true,
    },
    'payload.sessionIds': {
      bad: [
        ['an object', {}],
        ['null in it', [null]],
      ],
      good: [],
      may: true,
    },
    'payload.turns': {
      bad: [
        ['ids', ['a']],
        ['half a turn', [{ turnId: 't' }]],
      ],
      good: [],
      may: true,
    },
    'payload.eventIds': { bad: [['true', true]], good: [], may: true },
    'payload.user': {
      bad: [
        ['the word', 'true'],
        ['1', 1],
      ],
      good: [],
      may: true,
    },
  },
};

const eventCases = Object.entries(FIELDS).flatMap(([kind, fields]) =>
  Object.entries(fields).flatMap(([field, { bad, good, may = false, code = 'event.invalid' }]) => {
    const of = (what, value, expect) => cloud(`${kind}: ${field} ${what}`, push([f.changed(KINDS[kind], field.split('.'), value)]), expect);
    return [
      ...bad.filter(([, value]) => value !== null).map(([what, value]) => of(what, value, said('rejected', code))),
      of('left out', undefined, may ? said('ok') : said('rejected', code)),
      ...good.map(([what, value]) => of(what, value, said('ok'))),
    ];
  }),
);

const bodies = [
  ['no JSON', { rawBody: `{${SECRET}` }],
  ['nothing', { rawBody: '' }],
  ['a list', { rawBody: '[]' }],
  ['null', { rawBody: 'null' }],
  ['events that are no list', { body: { events: SECRET } }],
  ['events that are null', { body: { events: null } }],
  ['events in __proto__', { rawBody: '{"__proto__":{"events":[]}}' }],
  ['a NUL behind', { rawBody: '{"events":[]}\u0000' }],
  ['packed', { body: { events: [] }, headers: { 'content-encoding': 'gzip' } }, { status: [415], code: 'cloud.unsupported_media_type' }],
  ['plain text', { body: { events: [] }, headers: { 'content-type': 'text/plain' } }, { status: [415], code: 'cloud.unsupported_media_type' }],
  ['501 events', { rawBody: f.concat('{"events":[', f.repeat('0,', 500), '0]}') }, { status: [413], code: 'cloud.too_large' }],
  ['over 1 MiB', { body: { events: [f.concat(SECRET, f.repeat('x', 1_048_576))] } }, { status: [413], code: 'cloud.too_large' }],
  ['a byte order mark', { rawBody: '\ufeff{"events":[]}' }, OK],
  ['no events', { body: { events: [] } }, OK],
  [
    '100,000 lists in each other',
    { rawBody: f.concat('{"events":[', f.repeat('[', 100_000), f.repeat(']', 100_000), ']}') },
    said('rejected', 'event.invalid'),
  ],
  [
    'an event of 5,000 levels',
    { rawBody: f.concat('{"events":[{"id":"x-${sid}","payload":', f.repeat('{"a":', 5000), '1', f.repeat('}', 5000), '}]}') },
    said('rejected', 'event.unknown_kind'),
  ],
  ['an event that is null', { body: { events: [null] } }, said('rejected', 'event.invalid')],
  ['an event that is a number', { body: { events: [1] } }, said('rejected', 'event.invalid')],
  ['an event in __proto__', { rawBody: '{"events":[{"__proto__":{"id":"x"}}]}' }, said('rejected', 'event.invalid')],
  ['the same event twice', { body: { events: [TURN, TURN] } }, said('ok')],
  ['a good event behind a bad one', { body: { events: [{}, TURN] } }, said('rejected', 'event.invalid')],
  ['an event that names another user', { body: { events: [{ ...TURN, userId: 'user_2', projectId: 'proj_2' }] } }, said('ok')],
  ['an Idempotency-Key of 257 characters', { body: { events: [] }, headers: { 'idempotency-key': f.repeat('k', 257) } }],
];

const UNAUTHORIZED = { status: [401], code: 'cloud.unauthorized' };
const FORBIDDEN = { status: [403], code: 'cloud.forbidden' };
const as = (headers, method = 'GET', path = BOOTSTRAP) => ({ method, path, headers });
const token = (kind) => `Bearer \${${kind}}`;
const callers = [
  ['no key', as({ authorization: null }), UNAUTHORIZED],
  ['an empty key', as({ authorization: 'Bearer ' }), UNAUTHORIZED],
  ['another key', as({ authorization: `Bearer ${SECRET}` }), UNAUTHORIZED],
  ['the key in another scheme', as({ authorization: 'Basic ${key}' }), UNAUTHORIZED],
  ['the key and more', as({ authorization: 'Bearer ${key}x' }), UNAUTHORIZED],
  ['the key in capitals', as({ authorization: 'Bearer ${keyUpper}' }), UNAUTHORIZED],
  ['two keys', as({ authorization: `Bearer \${key}, Bearer ${SECRET}` }), UNAUTHORIZED],
  ['a key of another project', as({ authorization: 'Bearer ${otherKey}' }), FORBIDDEN],
  ['no project', as({ 'x-project-id': null }), BAD],
  ['an empty project', as({ 'x-project-id': '' }), BAD],
  ['a project of 513 characters', as({ 'x-project-id': f.repeat('p', 513) }), BAD],
  ['a user of 513 characters', as({ 'x-user-id': f.repeat('u', 513) }), BAD],
  ['events of nobody', { ...as({ 'x-user-id': null }, 'POST', EVENTS), body: { events: [] } }, BAD],
  ['the erasure of nobody', as({ 'x-user-id': null }, 'DELETE', '/v1/voice-sdk/user'), BAD],
  ['a token', as({ authorization: token('token') }), OK],
  ['a token that has expired', as({ authorization: token('expiredToken') }), UNAUTHORIZED],
  ['a token for another user', as({ authorization: token('token'), 'x-user-id': 'user_2' }), FORBIDDEN],
  ['a token for another project', as({ authorization: token('token'), 'x-project-id': 'proj_2' }), FORBIDDEN],
  ['another user’s token', as({ authorization: token('otherToken') }), FORBIDDEN],
  ['a token whose body was changed', as({ authorization: token('forgedToken') }), UNAUTHORIZED],
  ['a token without its signature', as({ authorization: token('unsignedToken') }), UNAUTHORIZED],
  ['a token signed for something else', as({ authorization: token('syncToken') }), UNAUTHORIZED],
  ['a token of three parts', as({ authorization: 'Bearer a.b.c' }), UNAUTHORIZED],
  ['a token of 10,000 characters', as({ authorization: f.concat('Bearer ', f.repeat('a', 10_000)) }), UNAUTHORIZED],
  ['a token that asks for a token', { ...as({ authorization: token('token') }, 'POST', '/v1/voice-sdk/token'), body: {} }, FORBIDDEN],
  ['a token that writes documents', { ...as({ authorization: token('token') }, 'POST', CREATE), body: { name: 'kb', documents: [] } }, FORBIDDEN],
  ['a token for nobody', { ...as({ 'x-user-id': null }, 'POST', '/v1/voice-sdk/token'), body: {} }, BAD],
  ['a token asked for with a list', { ...as({}, 'POST', '/v1/voice-sdk/token'), rawBody: '[]' }, BAD],
  [
    'a token asked for with too much',
    { ...as({}, 'POST', '/v1/voice-sdk/token'), body: { a: f.repeat('x', 1100) } },
    { status: [413], code: 'cloud.too_large' },
  ],
];

const since = ['', 'null', SECRET, 'a.b', '${token}', '${otherSyncToken}', '%00', '%FF', '__proto__', 'e30.e30'].map((value) =>
  cloud(`bootstrap: since ${value}`, { method: 'GET', path: `${BOOTSTRAP}?since=${value}` }, { status: [200], full: true }),
);

const missing = { status: [404], code: 'cloud.not_found' };
const paths = [
  ...[
    '/',
    '/v1/voice-sdk',
    `${EVENTS}/`,
    '/V1/voice-sdk/events',
    '/v1/voice-sdk/%65vents',
    `/${SECRET}`,
    '/v1/runtime/health',
    '/v1/voice-sdk/__proto__',
    '/v1/voice-sdk/user/user_2',
  ].map((path) => cloud(`GET ${path}`, { method: 'GET', path }, missing)),
  ...[EVENTS, CREATE, '/v1/voice-sdk/token', '/v1/voice-sdk/user'].flatMap((path) =>
    ['GET', 'PUT', 'PATCH'].map((method) => cloud(`${method} ${path}`, { method, path }, { status: [405], code: 'cloud.method_not_allowed' })),
  ),
  ...[BOOTSTRAP, '/v1/voice-sdk/index/list', '/health'].flatMap((path) =>
    ['POST', 'DELETE'].map((method) => cloud(`${method} ${path}`, { method, path }, { status: [405], code: 'cloud.method_not_allowed' })),
  ),
];

const documents = [
  ['no name', { documents: [] }],
  ['a name that is a list', { name: [SECRET], documents: [] }],
  ['no documents', { name: 'kb' }],
  ['a document that is text', { name: 'kb', documents: [SECRET] }],
  ['a document without text', { name: 'kb', documents: [{ id: SECRET }] }],
  ['a document of an empty text', { name: 'kb', documents: [{ id: 'd', text: '' }] }],
  ['metadata over 16 KiB', { name: 'kb', documents: [], metadata: { a: f.concat(SECRET, f.repeat('x', 16_384)) } }],
  ['metadata of 70 levels', { name: 'kb', documents: [], metadata: f.nested(70) }],
];

const ofEvents = ([what, request, expect = BAD]) => cloud(`events: ${what}`, { method: 'POST', path: EVENTS, ...request }, expect);
const ofCaller = ([what, request, expect]) => cloud(`caller: ${what}`, request, expect);
const ofIndex = ([what, body]) => cloud(`index: ${what}`, { method: 'POST', path: CREATE, body }, BAD);

export const CLOUD = () => [...eventCases, ...bodies.map(ofEvents), ...callers.map(ofCaller), ...since, ...paths, ...documents.map(ofIndex)];
