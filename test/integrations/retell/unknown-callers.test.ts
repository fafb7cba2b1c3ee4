import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inbound, Line } from './line.ts';

describe('of a caller of whom nothing is known', () => {
  let line: Line;
  beforeAll(async () => {
    line = await Line.open();
  }, 240_000);
  afterAll(() => line?.close());

  it.each(['anonymous', 'Restricted', 'unknown', 'Private Number', 'sip:anonymous@10.0.0.1', '+266696687', '+7378742833'])(
    'the next one is told nothing, though both call from "%s"',
    async (number) => {
      await line.record(inbound(number, `first ${number}`), 'My PIN is 4711.', 'Noted.');
      const ask = async (call_id: string): Promise<unknown> => (await line.search(inbound(number, call_id), 'what is my PIN?')).body['contextText'];
      expect(await ask(`first ${number}`)).toContain('4711');
      expect(await ask(`second ${number}`)).not.toContain('4711');
      expect(line.callers.known).not.toContain(number);
    },
  );

  it('nothing is kept at all, where the call has no id either', async () => {
    expect(await line.post('record_turn', { args: { user_text: 'My PIN is 4711.', assistant_text: 'Noted.' } })).toMatchObject({ status: 200 });
    expect(await line.ended({ transcript_object: [{ role: 'user', content: 'My PIN is 4711.' }] })).toMatchObject({ status: 200 });
    expect(await line.post('search_memory', { args: { query: 'what is my PIN?' } })).toMatchObject({ status: 200, body: { contextText: '' } });
    expect(await line.callers.turns('anonymous')).toEqual([]);
  });
});
