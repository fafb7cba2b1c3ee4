import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEvent } from '../../src/cloud/parse-event.ts';
import { RuntimeError } from '../../src/contract/errors.ts';
import * as parsers from '../../src/contract/parse.ts';
import { positionOf } from '../../worker/management/cursor.ts';
import { assertBootstrap } from '../../worker/sync/assert-bootstrap.ts';
import { runs } from './runs.ts';
import { anything, BODIES, near, SECRET, texts } from './values.ts';

const PARSERS: readonly (readonly [parse: (value: unknown) => unknown, body: fc.Arbitrary<unknown>])[] = [
  [parsers.parseSessionStart, BODIES.start],
  [parsers.parseSearch, BODIES.search],
  [parsers.parseTurnAfter, BODIES.turn],
  [parsers.parseSessionEnd, BODIES.end],
  [parsers.parseSyncFlush, BODIES.flush],
  [parsers.parseHint, BODIES.hint],
  [parsers.parseImport, BODIES.import],
  [parsers.parseIndexCreate, BODIES.index],
  [parsers.parseMemoryList, BODIES.list],
  [parsers.parseMemoryEdit, BODIES.edit],
];
const given = fc
  .constantFrom(...PARSERS)
  .chain(([parse, body]) => fc.tuple(fc.constant(parse), fc.oneof({ weight: 4, arbitrary: body }, { weight: 1, arbitrary: anything })));

/** What an error says, its details included. */
const told = (error: RuntimeError): string => JSON.stringify([error.message, error.details]);

/** The value, or the error of the contract that it was refused with. Anything else that is thrown is a fault. */
function parsed(parse: () => unknown): unknown {
  try {
    return parse();
  } catch (thrown) {
    if (!(thrown instanceof RuntimeError)) throw thrown;
    return thrown;
  }
}

describe('any body', () => {
  it('is taken, and taken the same once more, or refused without a word of it', () => {
    fc.assert(
      fc.property(given, ([parse, body]) => {
        const first = parsed(() => parse(body));
        if (first instanceof RuntimeError) {
          expect(first.status).toBe(400);
          expect(told(first)).not.toContain(SECRET);
        } else expect(parse(first)).toEqual(first);
      }),
      runs(1500, 0.6),
    );
  });

  it('of an event, a page or a cursor is taken or refused in the same way', () => {
    const event = near({
      id: texts,
      kind: fc.constantFrom('turn', 'tombstone', 'memory_import', 'memory_edit', 'session_start', 'session_end'),
      sessionId: texts,
      seq: fc.nat(),
      at: fc.constant('2026-01-01T00:00:00Z'),
      payload: fc.oneof(
        BODIES.turn,
        BODIES.import,
        BODIES.edit,
        near({ memoryIds: fc.array(texts), sessionIds: anything, turns: anything, user: fc.boolean() }),
      ),
    });
    const list = near({
      manifestVersion: fc.nat(),
      items: fc.array(anything, { maxLength: 2 }),
      chunks: fc.array(anything, { maxLength: 2 }),
      removed: fc.array(texts, { maxLength: 2 }),
    });
    const page = near({ full: fc.boolean(), profile: anything, permanent: list, org: list, syncToken: texts, more: fc.boolean() });
    const expected = { identity: { workspaceId: 'ws_1', userId: 'user_1' }, versions: { profile: 0, permanent: 0, org: 0 } };
    fc.assert(
      fc.property(event, page, texts, (anEvent, aPage, aCursor) => {
        const refused = parseEvent(anEvent);
        if (!('told' in refused)) expect(JSON.stringify([refused.code, refused.path])).not.toContain(SECRET);
        for (const result of [parsed(() => assertBootstrap(aPage, expected)), parsed(() => positionOf(aCursor))])
          if (result instanceof RuntimeError) expect(told(result)).not.toContain(SECRET);
      }),
      runs(500, 0.4),
    );
  });
});
