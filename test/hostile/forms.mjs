/** Stands in everything that is sent and may stand in no answer. */
export const SECRET = 'zqxlemon';

export const repeat = (text, times) => ({ $repeat: [text, times] });
export const concat = (...parts) => ({ $concat: parts });
const long = (chars) => concat(SECRET, repeat('x', chars - SECRET.length));

/** A linear congruential generator: the same numbers on every machine. */
export function random(seed) {
  let state = seed >>> 0;
  const next = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
  return { next, pick: (list) => list[Math.floor(next() * list.length)] };
}

const OTHER = { number: 7, text: SECRET, boolean: true, list: [SECRET], object: { [SECRET]: SECRET } };
const without = (...kinds) => Object.entries(OTHER).flatMap(([kind, value]) => (kinds.includes(kind) ? [] : [[`a ${kind}`, value]]));

/**
 * Forms of a field: `bad` are refused, `good` are taken, each as `[what it is, value]`. Null is what Python sends for a field that is not set:
 * it is good where the field may be left out.
 */
export const text = {
  bad: without('text'),
  good: [
    ['empty', ''],
    ['half a character', '\ud800'],
    ['NUL', 'a\u0000b'],
    ['a reversal', '\u202egnihton'],
  ],
};
export const id = {
  bad: [...without('text'), ['empty', ''], ['513 characters', long(513)]],
  good: [
    ['512 characters', repeat('i', 512)],
    ['a name of Object', 'constructor'],
    ['__proto__', '__proto__'],
    ['a blank', ' '],
  ],
};
export const sessionId = {
  bad: [
    ...without('text'),
    ['empty', ''],
    ['257 characters', long(257)],
    ['a slash', `../${SECRET}`],
    ['a backslash', `a\\${SECRET}`],
    ['a line break', `a\n${SECRET}`],
    ['a NUL', `a\u0000${SECRET}`],
    ['half a character', `\ud800${SECRET}`],
    ['two dots', '..'],
    ['U+2028', `a\u2028${SECRET}`],
  ],
  good: [],
};
const shortName = {
  bad: [...without('text'), ['257 characters', long(257)]],
  good: [
    ['256 characters', repeat('n', 256)],
    ['empty', ''],
  ],
};
export const name = shortName;
export const boolean = { bad: [...without('boolean'), ['the word', 'true'], ['1', 1]], good: [['false', false]] };
export const object = {
  bad: without('object'),
  good: [
    ['empty', {}],
    ['a key of nothing', { '': 1 }],
  ],
};
export const metadata = {
  bad: without('object'),
  good: [
    ['empty', {}],
    ['60 levels', nested(60)],
    ['a key of a name of Object', { hasOwnProperty: 1 }],
  ],
};
export const whole = (least, most) => ({
  bad: [...without('number'), ['a fraction', least + 0.5], [`${least - 1}`, least - 1], [`${most + 1}`, most + 1], ['1e300', 1e300], ['-1e300', -1e300]],
  good: [
    [`${least}`, least],
    [`${most}`, most],
  ],
});
export const milliseconds = (least, most) => ({
  bad: [...without('number'), [`${least - 1}`, least - 1], [`${most + 1}`, most + 1], ['1e300', 1e300], ['negative', -5]],
  good: [
    [`${least}`, least],
    [`${most}`, most],
    ['a fraction', least + 0.5],
  ],
});
export const oneOf = (...names) => ({
  bad: [...without('text'), ['another word', SECRET], ['in capitals', names[0].toUpperCase()], ['with a blank', `${names[0]} `]],
  good: names.map((each) => [each, each]),
});
export const listOf = (...names) => ({
  bad: [...without('list'), ['another word', [SECRET]], ['null in it', [null]], ['a list in it', [[]]]],
  good: [
    ['empty', []],
    ['twice the same', [names[0], names[0]]],
    ['all', names],
  ],
});
export const list = { bad: without('list'), good: [] };
export const date = {
  bad: [
    ...without('text'),
    ['no date', SECRET],
    ['empty', ''],
    ['a month 13', '2026-13-01'],
    ['a day 0', '2026-01-00'],
    ['February 30', '2026-02-30T10:00:00Z'],
    ['February 29 of no leap year', '2025-02-29'],
    ['February 29 of 1900', '1900-02-29'],
    ['an hour 25', '2026-01-01T25:00:00Z'],
    ['a minute 60', '2026-01-01T10:60:00Z'],
    ['a second 61', '2026-01-01T10:00:61Z'],
    ['the year 10000', '+010000-01-01T00:00:00Z'],
    ['the farthest future', '+275760-09-13T00:00:00.000Z'],
    ['beyond the farthest', '+275761-01-01T00:00:00Z'],
    ['before the year 0', '-000001-01-01T00:00:00Z'],
    ['before the year 0 in UTC', '0000-01-01T00:00:00+14:00'],
    ['after the year 9999 in UTC', '9999-12-31T23:59:59-14:00'],
    ['a comment', `2026 (${SECRET})`],
    ['a date and more', `2026-01-01T10:00:00Z ${SECRET}`],
    ['two digits of a year', '26-01-01'],
    ['an offset of 99 hours', '2026-01-01T10:00:00+99:00'],
    ['a leading blank', ' 2026-01-01'],
    ['full-width digits', '２０２６-01-01'],
    ['65 characters', concat('2026-01-01', repeat(' ', 55))],
    ['American', '01/02/2026'],
    ['a Unix time', '1767225600'],
  ],
  good: [
    ['a leap day', '2024-02-29'],
    ['the leap day of 2000', '2000-02-29T00:00:00Z'],
    ['the year 0', '0000-01-01T00:00:00Z'],
    ['+14:00', '2026-01-01T00:00:00+14:00'],
    ['-12:00', '2026-01-01T00:00:00-12:00'],
    ['the last of 9999', '9999-12-31T23:59:59.999Z'],
    ['a year', '2026'],
    ['a month', '2026-03'],
    ['microseconds', '2026-01-01T10:00:00.123456+00:00'],
    ['a blank for the T', '2026-01-01 10:00:00'],
  ],
};

export function nested(levels) {
  let value = {};
  for (let i = 1; i < levels; i++) value = { a: value };
  return value;
}

/** With the value at `path` (names and places) replaced; undefined takes it out. */
export function changed(body, path, value) {
  const [step, ...rest] = path;
  const copy = Array.isArray(body) ? [...body] : { ...body };
  if (rest.length > 0) copy[step] = changed(copy[step] ?? {}, rest, value);
  else if (value === undefined) delete copy[step];
  else copy[step] = value;
  return copy;
}

export function numbered(cases) {
  return cases.map((one, n) => ({ id: `h-${String(n + 1).padStart(4, '0')}`, ...one }));
}
