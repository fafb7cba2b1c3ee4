import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SessionMachine, SessionState, TRANSITIONS } from '../../../src/voice/session/state.ts';
import type { VoiceSession } from '../../../src/voice/session/voice-session.ts';
import { silence, speech, together } from './audio.ts';
import { memoryTransport, type MemoryTransport } from './memory-transport.ts';
import { watchedSession } from './watched-session.ts';

const STATES = Object.values(SessionState);

describe('the table of states', () => {
  it('names the seven of the reference, and leads from each to its end', () => {
    expect(Object.keys(SessionState)).toEqual(['IDLE', 'CONNECTING', 'CONNECTED', 'LISTENING', 'PROCESSING', 'SPEAKING', 'DISCONNECTED']);
    for (const state of STATES.filter((each) => each !== 'disconnected')) expect(TRANSITIONS[state]).toContain('disconnected');
    expect(TRANSITIONS.disconnected).toEqual(['connecting']);
  });

  it('is kept by the machine, which refuses everything else and changes nothing then', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...STATES), { maxLength: 40 }), (wanted) => {
        const changes: (readonly [string, string])[] = [];
        const machine = new SessionMachine((state, before) => changes.push([before, state]));
        for (const next of wanted) {
          const before = machine.state;
          const went = machine.to(next);
          expect(went).toBe(before === next || TRANSITIONS[before].includes(next));
          expect(machine.state).toBe(went ? next : before);
        }
        for (const [at, [from, to]] of changes.entries()) {
          expect(TRANSITIONS[from as SessionState]).toContain(to);
          expect(from).toBe(at === 0 ? 'idle' : changes[at - 1]![1]);
        }
      }),
    );
  });
});

const EVENTS: readonly object[] = [
  { type: 'input_audio_buffer.speech_started', audio_start_ms: 0 },
  { type: 'input_audio_buffer.speech_started', audio_start_ms: 1e9 },
  { type: 'input_audio_buffer.speech_started' },
  { type: 'input_audio_buffer.speech_stopped', audio_end_ms: 10 },
  { type: 'response.created', response: { id: 'x' } },
  { type: 'response.created', response: { id: 'y' } },
  { type: 'response.created' },
  { type: 'response.output_audio.delta', response_id: 'x', item_id: 'i', delta: 'AAAA' },
  { type: 'response.output_audio.delta', response_id: 'y', item_id: 'j', delta: 'AAAAAA==' },
  { type: 'response.output_audio_transcript.delta', response_id: 'x', item_id: 'i', delta: 'word' },
  { type: 'response.output_item.done', response_id: 'x', item: { type: 'function_call', call_id: 'c', name: 'clock', arguments: '{}' } },
  { type: 'response.output_item.done', response_id: 'y', item: { type: 'function_call', call_id: 'd', name: 'none', arguments: '{' } },
  { type: 'response.done', response: { id: 'x', status: 'completed' } },
  { type: 'response.done', response: { id: 'y', status: 'failed' } },
  { type: 'response.done', response: { id: 'y', status: 'cancelled' } },
  { type: 'output_audio_buffer.started', response_id: 'x' },
  { type: 'output_audio_buffer.stopped', response_id: 'x' },
  { type: 'error', error: { code: 'conversation_already_has_active_response', event_id: 'ask_1' } },
  { type: 'error', error: { code: 'server_error', event_id: 'ask_2' } },
  { type: 'session.created' },
];

/** Its name is what a failure shows. */
type Step = readonly [name: string, step: (session: VoiceSession, transport: MemoryTransport) => unknown];
const ignore = (work: Promise<unknown>): void => void work.catch(() => undefined);
const STEPS: readonly Step[] = [
  ['connect', (session) => session.connect()],
  ['disconnect', (session) => session.disconnect()],
  ['connect, not waited for', (session) => ignore(session.connect())],
  ['disconnect, not waited for', (session) => ignore(session.disconnect())],
  ['a question', (session) => session.sendAudio(speech(20))],
  ['speech', (session) => session.sendAudio(speech(20), { commit: false })],
  ['a turn', (session) => session.sendAudio(together(speech(20), silence(900)), { commit: false })],
  ['interrupt', (session) => session.interrupt()],
  ['listen', (session) => ignore(session.listen({ timeout: 0.001 }))],
  ['receive', (session) => ignore(session.receive())],
  ['no turn detection', (session) => session.configureTurnDetection({ enabled: false })],
  ['turn detection', (session) => session.configureTurnDetection()],
  ['another rate', (session) => session.configureAudio({ sampleRate: 16_000 })],
  ['an answer that holds', (_session, transport) => void transport.model().plans.push({ hold: true })],
  ['an answer with a tool', (_session, transport) => void transport.model().plans.push({ tool: { name: 'clock', input: {} } })],
  ['release', (_session, transport) => transport.model().release()],
  ['lose', (_session, transport) => transport.lose()],
  ['time', () => new Promise((resolve) => setImmediate(resolve))],
];

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constantFrom(...STEPS),
  fc.constantFrom(...EVENTS).map((event): Step => [JSON.stringify(event), (_session, transport) => transport.tell(event)]),
);

/** An answer is some microtasks away; one that takes this long will not come. */
const STUCK_MS = 5000;

describe('a session to which anything happens', () => {
  it('never leaves the table, and answers the next question', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const transport = memoryTransport();
        const clock = { name: 'clock', description: 'Tells the time.', execute: () => 'ten' };
        const { session, wrong } = watchedSession({ transport, agent: { tools: [clock] } });
        for (const [, each] of steps) {
          try {
            await each(session, transport);
          } catch {
            // what cannot be done now is told, which other tests look at
          }
        }
        // one that is under way may have been lost meanwhile
        await session.connect().catch(() => session.connect());
        transport.model().plans.splice(0);
        await session.interrupt();
        expect((await session.respond(speech(20), { signal: AbortSignal.timeout(STUCK_MS) })).transcript).toContain('Half past ten');
        await session.disconnect();
        expect(session.state).toBe('disconnected');
        await session.connect();
        expect(await session.respond(speech(20), { signal: AbortSignal.timeout(STUCK_MS) })).toMatchObject({ transcript: 'Half past ten', interrupted: false });
        await session.disconnect();
        expect(wrong).toEqual([]);
        expect(transport.openWires()).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});
