import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LANES, type LaneName } from '../../src/contract/types.ts';
import { compose as composed, cut, type ContextLine, type LaneLines } from '../../worker/composer.ts';
import { runs } from '../fuzz/runs.ts';
import { folded, HEADING, hostile, ROLE_MARKUP, UNSEEN_LEFT } from './hostile.ts';

const NONE: LaneLines = { profile: [], working: [], permanent: [], org: [] };
const compose = (...given: Parameters<typeof composed>): string => composed(...given).text;
const CAPS = { contextCharCap: 8000, perLaneCharCap: 2400 };
const line = (text: string, change: Partial<ContextLine> = {}): ContextLine => ({ id: text, item: text, text, day: null, ...change });

const lines = fc.array(
  fc.record({
    id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
    item: fc.constant('i'),
    text: fc.oneof(hostile, fc.lorem({ maxCount: 60 }), fc.constantFrom('the same', 'The Same')),
    day: fc.option(fc.constantFrom('2026-01-02', '2025-12-31', '2026-03-01')),
  }),
  { maxLength: 8 },
);
const lanes: fc.Arbitrary<LaneLines> = fc.record({ profile: lines, working: lines, permanent: lines, org: lines });
const caps = fc.record({ contextCharCap: fc.integer({ min: 0, max: 900 }), perLaneCharCap: fc.integer({ min: 0, max: 400 }) });

/** The text by lane, as its headings say. */
function sections(text: string): { readonly lane: string; readonly lines: readonly string[] }[] {
  const found: { lane: string; lines: string[] }[] = [];
  for (const each of text === '' ? [] : text.split('\n')) {
    const heading = /^## (.*)$/.exec(each);
    if (heading) found.push({ lane: heading[1]!, lines: [] });
    else found.at(-1).lines.push(each);
  }
  return found;
}

describe('contextText of any lines', () => {
  it('keeps to both caps and is well-formed', () => {
    fc.assert(
      fc.property(lanes, caps, (given, budgets) => {
        const text = compose(given, budgets);
        expect(text.length).toBeLessThanOrEqual(budgets.contextCharCap);
        expect(text.isWellFormed()).toBe(true);
        for (const section of sections(text)) expect([`## ${section.lane}`, ...section.lines].join('\n').length).toBeLessThanOrEqual(budgets.perLaneCharCap);
      }),
      runs(500, 1 / 5),
    );
  });

  it('has each lane’s heading once at most, in order, and no other heading, role or break', () => {
    fc.assert(
      fc.property(lanes, (given) => {
        const text = compose(given, CAPS);
        const order = sections(text).map(({ lane }) => LANES.indexOf(lane as LaneName));
        expect(order).not.toContain(-1);
        expect(order).toEqual([...new Set(order)].toSorted((a, b) => a - b));
        // every line end that any reader knows, not the line feed alone
        for (const each of text.split(/\r\n|[\p{Cc}\u2028\u2029]/u)) {
          if (each === '' || LANES.some((lane) => each === `## ${lane}`)) continue;
          expect(each).toMatch(/^(?:- \S|\[\d{4}-\d\d-\d\d\]$)/);
          expect(folded(each)).not.toMatch(HEADING);
          expect(folded(each.slice(2))).not.toMatch(HEADING);
          expect(folded(each)).not.toMatch(ROLE_MARKUP);
          expect(each).not.toMatch(UNSEEN_LEFT);
        }
        expect(text).not.toMatch(/\n\n|\n$/);
      }),
      runs(800, 1 / 5),
    );
  });

  it('says nothing twice, and has no empty lane or day', () => {
    fc.assert(
      fc.property(lanes, fc.oneof(caps, fc.constant(CAPS)), (given, budgets) => {
        const found = sections(compose(given, budgets));
        const said = found.flatMap((section) => section.lines.filter((each) => each.startsWith('- ')).map((each) => each.toLowerCase()));
        expect(new Set(said).size).toBe(said.length);
        for (const section of found) {
          expect(section.lines.at(-1)).toMatch(/^- /);
          const days = section.lines.filter((each) => each.startsWith('['));
          for (const day of days) expect(section.lines[section.lines.indexOf(day) + 1]).toMatch(/^- /);
          expect(new Set(days).size).toBe(days.length);
        }
      }),
      runs(500, 1 / 5),
    );
  });

  it('puts every line under its own day', () => {
    const dated = fc.uniqueArray(fc.record({ n: fc.nat(40), day: fc.option(fc.constantFrom('2026-01-02', '2025-12-31')) }), {
      selector: ({ n }) => n,
      maxLength: 10,
    });
    fc.assert(
      fc.property(dated, (given) => {
        const text = compose({ ...NONE, permanent: given.map(({ n, day }) => line(`line ${n}`, { day })) }, CAPS);
        let day: string | null = null;
        const found = new Map<string, string | null>();
        for (const each of text.split('\n').slice(1)) {
          if (each.startsWith('[')) day = each.slice(1, -1);
          else found.set(each, day);
        }
        expect(found).toEqual(new Map(given.map((each) => [`- line ${each.n}`, each.day])));
      }),
    );
  });
});

describe('contextText', () => {
  it('holds the lanes in order, each with its best lines', () => {
    const text = compose(
      {
        profile: [line('User: Anna.')],
        working: [line('Anna: hi', { day: '2026-03-01' }), line('Bot: yes', { day: '2026-03-01' })],
        permanent: [],
        org: [line('Refunds take five days.')],
      },
      CAPS,
    );
    expect(text).toBe('## profile\n- User: Anna.\n## working\n[2026-03-01]\n- Anna: hi\n- Bot: yes\n## org\n- Refunds take five days.');
  });

  it('is empty when no lane has a line', () => {
    expect(compose(NONE, CAPS)).toBe('');
    expect(compose({ ...NONE, org: [line('\u200b\n')] }, CAPS)).toBe('');
  });

  it('carries ordinary text verbatim', () => {
    const text = 'I <3 tea & "cake" — a < b, 5 > 3, #12 at 10:30 (€5) [ok]!';
    expect(compose({ ...NONE, working: [line(text)] }, CAPS)).toBe(`## working\n- ${text}`);
  });

  it('passes over a line that does not fit for a shorter one after it', () => {
    const text = compose({ ...NONE, org: [line('short one'), line('long '.repeat(30)), line('short two')] }, { contextCharCap: 60, perLaneCharCap: 60 });
    expect(text).toBe('## org\n- short one\n- short two');
  });

  it('cuts the first line of a lane at a word, with an ellipsis, rather than leave the lane out', () => {
    const text = compose({ ...NONE, org: [line('alpha beta gamma delta '.repeat(10))] }, { contextCharCap: 8000, perLaneCharCap: 80 });
    expect(text.length).toBeLessThanOrEqual(80);
    expect(text).toMatch(/^## org\n- (?:(?:alpha|beta|gamma|delta) )*(?:alpha|beta|gamma|delta)…$/);
  });

  it('leaves out a line that would stand twice when cut', () => {
    const long = 'a beginning that both have '.repeat(8);
    const text = compose({ ...NONE, permanent: [line(`${long} one`)], working: [line(`${long} two`)] }, { contextCharCap: 8000, perLaneCharCap: 100 });
    expect(text.match(/- a beginning/g)).toHaveLength(1);
  });

  it('lets a later lane have what an earlier one did not use', () => {
    const budgets = { contextCharCap: 140, perLaneCharCap: 100 };
    const text = compose({ ...NONE, working: [line('w '.repeat(60))], org: [line('refunds')] }, budgets);
    expect(text).toMatch(/\n## org\n- refunds$/);
  });

  it('takes a line by its id once, whatever it says', () => {
    expect(compose({ ...NONE, working: [line('one', { id: 'x' })], permanent: [line('two', { id: 'x' })] }, CAPS)).toBe('## working\n- one');
    expect(compose({ ...NONE, working: [line('x', { id: 'y' })], permanent: [line('two', { id: 'x' })] }, CAPS)).toBe('## working\n- x\n## permanent\n- two');
  });
});

describe('a cut', () => {
  const words = fc.array(fc.stringMatching(/^[a-z🙂東]{1,14}$/u), { minLength: 1, maxLength: 40 }).map((parts) => parts.join(' '));

  it('is the start of the text, in its room, whole characters, with an ellipsis where something is missing', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: -5, max: 300 }), (text, room) => {
        const start = cut(text, room);
        if (start === '' || start === text) return;
        expect(start.length).toBeLessThanOrEqual(room);
        expect(start.endsWith('…')).toBe(true);
        expect(text.startsWith(start.slice(0, -1))).toBe(true);
        expect(start.isWellFormed()).toBe(true);
      }),
      runs(1000, 1 / 5),
    );
  });

  it('is the whole text when there is room, and nothing when too little would be left', () => {
    expect(cut('short', 5)).toBe('short');
    expect(cut('short', 4)).toBe('');
    expect(cut('word '.repeat(40), 39)).toBe('');
    expect(cut('word '.repeat(40), 40)).not.toBe('');
  });

  it('falls between words, and between characters where there is none near', () => {
    expect(cut('alpha beta gamma delta epsilon zeta eta theta', 42)).toBe('alpha beta gamma delta epsilon zeta eta…');
    expect(cut('東'.repeat(60), 45)).toBe(`${'東'.repeat(44)}…`);
    expect(cut('🙂'.repeat(60), 46)).toBe(`${'🙂'.repeat(22)}…`);
  });
});

describe('lines of a talk', () => {
  it('are taken by rank and shown in the order of the talk, day after day', () => {
    const working = [
      line('third', { order: 3, day: '2026-03-02' }),
      line('first', { order: 1, day: '2026-03-01' }),
      line('second', { order: 2, day: '2026-03-01' }),
      line('about', {}),
    ];
    expect(compose({ ...NONE, working }, CAPS)).toBe('## working\n- about\n[2026-03-01]\n- first\n- second\n[2026-03-02]\n- third');
    expect(compose({ ...NONE, working }, { ...CAPS, perLaneCharCap: 35 })).toBe('## working\n[2026-03-02]\n- third');
  });
});

describe('where the lines stand', () => {
  it('is told for each, whatever was composed', () => {
    fc.assert(
      fc.property(lanes, caps, (given, budgets) => {
        const { text, lines: shown } = composed(given, budgets);
        const bullets = sections(text).flatMap(({ lane, lines: each }) => each.filter((one) => one.startsWith('- ')).map((one) => [lane, one.slice(2)]));
        expect(shown().map(({ lane, start, length }) => [lane, text.slice(start, start + length)])).toEqual(bullets);
      }),
      runs(300, 1 / 5),
    );
  });
});
