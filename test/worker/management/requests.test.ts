import { describe, expect, it } from 'vitest';
import {
  parseForgetMemory,
  parseForgetSession,
  parseImport,
  parseMemoryEdit,
  parseMemoryList,
  parseOutboxList,
  parseOutboxRetry,
} from '../../../src/contract/parse.ts';

describe('requests of the management', () => {
  it('take the parameters of a query string', () => {
    expect(parseMemoryList({})).toMatchObject({ limit: 50 });
    expect(parseMemoryList({ lane: 'org', q: 'tea', cursor: 'abc', limit: '500' })).toEqual({ lane: 'org', q: 'tea', cursor: 'abc', limit: 500 });
    expect(parseOutboxList({ limit: '7' })).toMatchObject({ limit: 7 });
  });

  it('tell null, which clears, from what is left out, which stays', () => {
    expect(parseMemoryEdit({ memoryId: 'm', matchKey: null, validTo: null, text: null })).toEqual({
      memoryId: 'm',
      matchKey: null,
      validTo: null,
      text: undefined,
      validFrom: undefined,
      metadata: undefined,
    });
    expect('matchKey' in parseMemoryEdit({ memoryId: 'm', text: 'x' })).toBe(false);
  });

  it('take the lines of an export, each by its kind', () => {
    const items = [
      { kind: 'session', sessionId: 's', metadata: {} },
      { kind: 'turn', sessionId: 's', turnId: 't', userText: '', assistantText: '' },
      { kind: 'fact', text: 'x', source: { sessionId: 's', turnId: 't' } },
      { text: 'x' },
    ];
    expect(parseImport({ items }).items).toMatchObject([{ kind: 'session', mode: 'default' }, { kind: 'turn' }, { kind: 'fact' }, { text: 'x' }]);
  });

  it.each([
    ['a limit of 0', () => parseMemoryList({ limit: '0' }), 'limit'],
    ['a limit of 501', () => parseMemoryList({ limit: 501 }), 'limit'],
    ['a limit that is none', () => parseOutboxList({ limit: '1e2' }), 'limit'],
    ['an unknown lane', () => parseMemoryList({ lane: 'secret' }), 'lane'],
    ['a filter without end', () => parseMemoryList({ q: 'x'.repeat(1_025) }), 'q'],
    ['a cursor without end', () => parseMemoryList({ cursor: 'x'.repeat(16_385) }), 'cursor'],
    ['an edit of nothing', () => parseMemoryEdit({ memoryId: 'm' }), '(body)'],
    ['an edit to an empty text', () => parseMemoryEdit({ memoryId: 'm', text: '' }), 'text'],
    ['an edit to a book', () => parseMemoryEdit({ memoryId: 'm', text: 'x'.repeat(20_001) }), 'text'],
    ['an edit to no date', () => parseMemoryEdit({ memoryId: 'm', validTo: 'soon' }), 'validTo'],
    ['a memory without an id', () => parseForgetMemory({}), 'memoryId'],
    ['a session without an id', () => parseForgetSession({ sessionId: '' }), 'sessionId'],
    ['a retry of nothing', () => parseOutboxRetry({ id: null }), 'id'],
    ['a turn without its id', () => parseImport({ items: [{ kind: 'turn', sessionId: 's', userText: 'secret', assistantText: '' }] }), 'items.0.turnId'],
    ['a session that names a path', () => parseImport({ items: [{ kind: 'session', sessionId: '../secret' }] }), 'items.0.sessionId'],
    ['an unknown kind', () => parseImport({ items: [{ kind: 'secret', text: 'x' }] }), 'items.0.kind'],
    ['an item that is none', () => parseImport({ items: ['secret'] }), 'items.0'],
  ])('refuse %s and say which field, not what it held', (_, parse, path) => {
    expect(parse).toThrow(expect.objectContaining({ code: 'runtime.bad_request', details: { issues: [expect.objectContaining({ path })] } }));
    expect(parse).toThrow(expect.not.stringContaining('secret'));
  });
});
