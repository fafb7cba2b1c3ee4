// Writes pages.jsonl, pages of a bootstrap that a cloud may not tell: `node test/hostile/generate-pages.mjs`.
import { writeFileSync } from 'node:fs';
import * as f from './forms.mjs';

const { SECRET } = f;
const count = {
  bad: [
    ['a number as text', '1'],
    ['a fraction', 0.5],
    ['negative', -1],
    ['1e300', 1e300],
    ['more than any number', '$1e999'],
    ['a list', [1]],
  ],
  null: false,
};
const text = {
  bad: [
    ['a number', 7],
    ['a list', [SECRET]],
    ['an object', { toString: SECRET }],
  ],
  null: false,
};
const id = { bad: f.id.bad, null: false };
const session = { bad: f.sessionId.bad, null: false };
const date = {
  bad: [
    ['a number', 7],
    ['no date', SECRET],
    ['empty', ''],
    ['the year 10000', '+010000-01-01T00:00:00Z'],
    ['before the year 0', '-000001-01-01T00:00:00Z'],
    ['a month 13', '2026-13-01'],
  ],
  null: false,
};
const object = {
  bad: [
    ['a list', []],
    ['text', SECRET],
    ['a number', 7],
  ],
  null: false,
};
const list = {
  bad: [
    ['an object', {}],
    ['text', SECRET],
    ['null in it', [null]],
  ],
  null: false,
};
const boolean = {
  bad: [
    ['the word', 'true'],
    ['1', 1],
  ],
  null: false,
};
const foreign = (own) => ({
  bad: [
    ['another', `${own}2`],
    ['in capitals', own.toUpperCase()],
    ['a list of it', [own]],
    ['null', null],
    ['empty', ''],
  ],
  absent: true,
});

const FIELDS = {
  full: boolean,
  more: boolean,
  syncToken: {
    bad: [
      ['empty', ''],
      ['a number', 7],
      ['16,385 characters', f.repeat('t', 16_385)],
    ],
    null: false,
  },
  userId: foreign('user_1'),
  workspaceId: foreign('proj_1'),
  projectId: foreign('proj_1'),
  profile: { ...object, null: true },
  'profile.version': { bad: [...count.bad, ['lower than before', 0]], null: false },
  'profile.summary': { bad: [...text.bad, ['20,001 characters', f.repeat('s', 20_001)]], null: false },
  permanent: object,
  'permanent.manifestVersion': { bad: [...count.bad, ['lower than before', 0]], null: false },
  'permanent.items': list,
  'permanent.removed': { bad: [...list.bad, ['a number in it', [1]], ['an empty id', ['']]], null: false },
  'permanent.items.0': object,
  'permanent.items.0.kind': {
    bad: [
      ['another word', SECRET],
      ['a number', 7],
    ],
    null: false,
  },
  'permanent.items.0.userId': foreign('user_1'),
  ...Object.fromEntries(['memoryId', 'eventId', 'turnId'].map((name) => [`permanent.items.0.${name}`, id])),
  'permanent.items.0.sessionId': session,
  'permanent.items.0.seq': count,
  'permanent.items.0.userText': text,
  'permanent.items.0.assistantText': text,
  'permanent.items.0.userName': {
    bad: [
      ['a number', 7],
      ['257 characters', f.repeat('n', 257)],
    ],
    null: true,
  },
  'permanent.items.0.occurredAt': date,
  'permanent.items.1.memoryId': id,
  'permanent.items.1.matchKey': {
    bad: [
      ['empty', ''],
      ['a number', 7],
      ['513 characters', f.repeat('k', 513)],
    ],
    null: true,
  },
  'permanent.items.1.text': { bad: [...text.bad, ['empty', ''], ['20,001 characters', f.repeat('x', 20_001)]], null: false },
  'permanent.items.1.validFrom': date,
  'permanent.items.1.validTo': { ...date, null: true },
  'permanent.items.1.source': {
    bad: [
      ['text', SECRET],
      ['half of one', { sessionId: 's' }],
      ['a path', { sessionId: '../x', turnId: 't' }],
    ],
    null: true,
  },
  'permanent.items.1.metadata': {
    bad: [
      ['a list', []],
      ['66 levels', f.nested(66)],
    ],
    null: false,
  },
  org: object,
  'org.manifestVersion': { bad: [...count.bad, ['lower than before', 0]], null: false },
  'org.chunks': list,
  'org.removed': list,
  'org.chunks.0.id': { bad: [...f.id.bad.slice(0, 5), ['another’s', '["other","d",0]'], ['the same with a blank', '["kb", "d",0]']], null: false },
  'org.chunks.0.docId': {
    bad: [
      ['another', 'e'],
      ['a number', 7],
    ],
    null: false,
  },
  'org.chunks.0.position': { bad: [...count.bad, ['another', 1]], null: false },
  'org.chunks.0.text': { bad: [...text.bad, ['empty', '']], null: false },
  'org.chunks.0.projectId': foreign('proj_1'),
  'org.chunks.0.vector': object,
  'org.chunks.0.vector.stamp': {
    bad: [
      ['empty', ''],
      ['a number', 7],
      ['1,025 characters', f.repeat('s', 1025)],
    ],
    null: false,
  },
  'org.chunks.0.vector.dimension': { bad: [...count.bad, ['0', 0], ['one more', 17], ['one less', 13], ['4,097', 4097]], null: false },
  'org.chunks.0.vector.scale': {
    bad: [
      ['no number', 'NaN'],
      ['negative', -0.1],
      ['more than any number', '$1e999'],
      ['too long a vector', 1],
    ],
    null: false,
  },
  'org.chunks.0.vector.data': {
    bad: [
      ['a list', [0]],
      ['empty', ''],
      ['no base64', '!!!!!!!!!!!!!!!!!!!!!!=='],
      ['blanks in it', 'AAAA AAAA AAAA AAAA AAAA'],
      ['half of it', 'AAAAAAAA'],
    ],
    null: false,
  },
};

const cases = Object.entries(FIELDS).flatMap(([field, { bad, null: nothing, absent }]) => [
  ...bad.map(([what, value]) => ({ name: `${field} ${what}`, path: field.split('.'), value, taken: false })),
  ...(nothing === undefined ? [] : [{ name: `${field} null`, path: field.split('.'), value: null, taken: nothing }]),
  ...(absent || /\d$/.test(field) ? [] : [{ name: `${field} left out`, path: field.split('.'), taken: field.endsWith('.vector') }]),
]);

export const written = () =>
  `${f
    .numbered(cases)
    .map((one) => JSON.stringify(one).replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`))
    .join('\n')}\n`;

if (process.argv[1] === import.meta.filename) writeFileSync(new URL('pages.jsonl', import.meta.url), written());
