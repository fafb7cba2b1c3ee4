import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openaiRealtime } from '../../../src/integrations/openai-realtime.ts';
import { attachMemory } from '../../../src/voice/memory/index.ts';
import { ManualClock } from '../../voice/memory/manual-clock.ts';
import { WatchedMemory } from '../../voice/memory/watched-memory.ts';
import { ScriptedChannel } from './scripted-channel.ts';

const TYPES = [
  'session.created',
  'session.updated',
  'input_audio_buffer.speech_started',
  'input_audio_buffer.committed',
  'conversation.item.added',
  'conversation.item.input_audio_transcription.delta',
  'conversation.item.input_audio_transcription.completed',
  'conversation.item.input_audio_transcription.failed',
  'conversation.item.truncated',
  'response.created',
  'response.output_item.done',
  'response.function_call_arguments.done',
  'response.output_audio_transcript.delta',
  'response.output_audio_transcript.done',
  'response.output_text.delta',
  'response.output_audio.delta',
  'output_audio_buffer.started',
  'output_audio_buffer.stopped',
  'output_audio_buffer.cleared',
  'response.done',
  'rate_limits.updated',
  'an event of tomorrow',
];

const id = fc.constantFrom('1', '2', '3');
const call = fc.record({ type: fc.constant('function_call'), call_id: id, name: fc.constantFrom('search_memory', 'weather'), arguments: fc.string() });
const fields = {
  item_id: id,
  response_id: id,
  call_id: id,
  delta: fc.constantFrom('some ', 'words', '', 'AAAA', 'A'),
  transcript: fc.constantFrom('What was said.', ''),
  audio_end_ms: fc.oneof(fc.integer(), fc.double(), fc.string()),
  item: fc.oneof(call, fc.record({ id, role: fc.constant('user'), content: fc.array(fc.record({ type: fc.constant('input_text'), text: fc.string() })) })),
  response: fc.record({ id, status: fc.constantFrom('completed', 'cancelled'), output: fc.array(call, { maxLength: 2 }) }),
  session: fc.record({ type: fc.constantFrom('realtime', 'transcription'), tools: fc.array(fc.anything(), { maxLength: 1 }), turn_detection: fc.anything() }),
};
/** A field is what it should be, missing, or something else. */
const frame = fc
  .tuple(
    fc.constantFrom(...TYPES),
    fc.record(fields, { requiredKeys: [] }),
    fc.dictionary(fc.constantFrom(...Object.keys(fields)), fc.anything(), { maxKeys: 1 }),
  )
  .map(([type, meant, other]) => ({ ...meant, ...other, type }));
const step = fc.oneof({ weight: 8, arbitrary: frame }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 5_000 }) });

describe('a realtime session whose events come in any order and any shape', () => {
  it('throws at nobody, and the next turn is remembered like any other', async () => {
    const memory = await WatchedMemory.withDog();
    let talks = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const clock = new ManualClock();
        const channel = new ScriptedChannel();
        const sessionId = `any ${++talks}`;
        const attached = attachMemory(openaiRealtime(channel, { timers: clock }), { runtime: memory, sessionId, timers: clock });
        channel.session();
        for (const each of steps) {
          if (typeof each === 'number') clock.pass(each);
          else channel.hears(JSON.stringify(each));
        }
        // an answer that is still under way is not this one's
        clock.pass(60_000);
        channel.userSays('last', 'And at last?');
        channel.begins('last');
        channel.speaks('last', 'last answer', 'This is the answer.', 100);
        channel.done('last');
        clock.pass(60_000);
        await attached.end();
        const turns = (await memory.turns()).filter((turn) => turn.sessionId === sessionId);
        expect(turns.at(-1)?.userText).toMatch(/And at last\?$/);
        expect(turns.filter(({ userText }) => userText.endsWith('And at last?'))).toHaveLength(1);
        expect(turns.at(-1)?.assistantText).toMatch(/This is the answer\.$/);
      }),
      { numRuns: 150 },
    );
    await memory.real.close();
  });
});
