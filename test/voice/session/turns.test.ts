import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { base64ToBytes } from '../../../src/voice/audio/base64.ts';
import { pcm16Samples } from '../../../src/voice/audio/pcm16.ts';
import { sileroSpeechModel } from '../../../src/voice/session/turns/silero.ts';
import { LocalTurns } from '../../../src/voice/session/turns/local-turns.ts';
import type { SpeechModel } from '../../../src/voice/session/turns/speech-model.ts';
import { turnDetectionOf, type TurnDetectionOptions } from '../../../src/voice/session/settings.ts';
import { localVoice } from '../../../src/voice/session/local/local-transport.ts';
import { silence, speech, together } from './audio.ts';
import { memoryTransport } from './memory-transport.ts';
import { ScriptedEngines } from './scripted-engines.ts';
import { RATE } from './scripted-model.ts';
import { watchedSession } from './watched-session.ts';

/** Takes what is loud for speech. */
const loudness: SpeechModel = {
  sampleRate: 16_000,
  frameSamples: 512,
  probability: (frame) => (frame.some((sample) => Math.abs(sample) > 0.1) ? 0.9 : 0.05),
};

interface Found {
  readonly turns: Int16Array[];
  readonly told: string[];
}

async function turnsIn(pieces: readonly Int16Array[], options: TurnDetectionOptions = {}, model: SpeechModel = loudness): Promise<Found> {
  const found: Found = { turns: [], told: [] };
  let parts: Int16Array[] = [];
  const turns = new LocalTurns(model, RATE, () => turnDetectionOf(options)!, {
    started: () => void found.told.push('started'),
    speech: (samples) => void parts.push(samples),
    ended: () => {
      found.told.push('ended');
      found.turns.push(together(...parts));
      parts = [];
    },
    failed: (reason) => void found.told.push(reason),
  });
  for (const piece of pieces) turns.push(piece);
  await turns.settled();
  return found;
}

const ms = (samples: Int16Array): number => (samples.length * 1000) / RATE;
/** A frame, and what a resampler holds back. */
const GRAIN_MS = 70;

describe('turns that are found on this machine', () => {
  const talk = together(silence(1000), speech(500), silence(400), speech(300), silence(1200), speech(400), silence(900));

  it('have what was said a moment before, and end when nobody spoke for so long', async () => {
    const { turns, told } = await turnsIn([talk]);
    expect(told).toEqual(['started', 'ended', 'started', 'ended']);
    // 300 before, 500 of speech, 400 of a pause that is none, 300 of speech, 800 until it counts as the end
    expect(Math.abs(ms(turns[0]!) - 2300)).toBeLessThan(GRAIN_MS);
    expect(Math.abs(ms(turns[1]!) - 1500)).toBeLessThan(GRAIN_MS);
  });

  it('are those that were asked for', async () => {
    const { turns } = await turnsIn([talk], { silenceDuration: 200, prefixPadding: 0 });
    expect(turns.map((turn) => Math.round(ms(turn) / 100))).toEqual([7, 5, 6]);
    expect((await turnsIn([talk], { threshold: 0.95 })).turns).toEqual([]);
  });

  it('are the same however the audio is cut', async () => {
    const whole = await turnsIn([talk]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: talk.length - 1 }), { maxLength: 20 }), async (cuts) => {
        const at = [0, ...cuts.toSorted((a, b) => a - b), talk.length];
        const { turns, told } = await turnsIn(at.slice(1).map((end, i) => talk.subarray(at[i], end)));
        expect(told).toEqual(whole.told);
        for (const [i, turn] of turns.entries()) expect(Math.abs(ms(turn) - ms(whole.turns[i]!))).toBeLessThan(GRAIN_MS);
      }),
      { numRuns: 20 },
    );
  });

  it('go on where the model fails once', async () => {
    let frames = 0;
    const failing: SpeechModel = {
      ...loudness,
      probability: (frame) => {
        if (++frames === 3) throw new RangeError('once');
        return loudness.probability(frame);
      },
    };
    const { told } = await turnsIn([talk], {}, failing);
    expect(told).toEqual(['RangeError', 'started', 'ended', 'started', 'ended']);
  });
});

describe('a session that finds turns itself', () => {
  const connected = async () => {
    const transport = memoryTransport();
    const watched = watchedSession({ transport, speechModel: loudness });
    await watched.session.connect();
    return { transport, ...watched };
  };

  it('sends speech alone, and asks for the answer', async () => {
    const { transport, session, told, wrong } = await connected();
    await session.sendAudio(together(silence(2000), speech(300), silence(900)), { commit: false });
    expect(await session.receive()).toMatchObject({ transcript: 'Half past ten', interrupted: false });
    const sent = transport
      .model()
      .of('input_audio_buffer.append')
      .map((frame) => pcm16Samples(base64ToBytes(String(frame['audio']))));
    expect(Math.abs(ms(together(...sent)) - 1400)).toBeLessThan(GRAIN_MS);
    expect(JSON.stringify(transport.model().of('session.update')[0])).toContain('"turn_detection":null');
    expect(told.filter((each) => each.startsWith('speech'))).toEqual(['speech_started', 'speech_ended']);
    await session.disconnect();
    expect(wrong).toEqual([]);
  });

  it('interrupts the answer when the user speaks, and listens', async () => {
    const { transport, session } = await connected();
    transport.model().plans.push({ hold: true });
    await session.sendAudio(together(speech(300), silence(900)), { commit: false });
    const answer = session.receive();
    await vi.waitFor(() => expect(session.state).toBe('speaking'));
    const heard = session.listen();
    await session.sendAudio(together(speech(300), silence(900)), { commit: false });
    expect(await answer).toMatchObject({ interrupted: true });
    expect(await session.respond(await heard)).toMatchObject({ transcript: 'Half past ten' });
    await session.disconnect();
  });

  it('does not hear its own answer where engines on this machine were told that the user is not heard meanwhile', async () => {
    const engines = new ScriptedEngines();
    const { answer, recognizer, synthesizer } = engines;
    const { session } = watchedSession({ transport: localVoice({ answer, recognizer, synthesizer, bargeIn: false }), speechModel: loudness });
    await session.connect();
    engines.plans.push({ hold: true });
    await session.sendAudio(together(speech(300), silence(900)), { commit: false });
    const given = session.receive();
    await vi.waitFor(() => expect(session.state).toBe('speaking'));
    await session.sendAudio(together(speech(300), silence(900)), { commit: false });
    expect(session.state).toBe('speaking');
    engines.release();
    expect(await given).toMatchObject({ transcript: 'Half past ten', interrupted: false });
    await session.sendAudio(together(speech(300), silence(900)), { commit: false });
    expect(await session.receive()).toMatchObject({ transcript: 'Half past ten' });
    expect(engines.asked).toHaveLength(2);
    await session.disconnect();
  });

  it('takes what is committed without asking the model', async () => {
    const { session } = await connected();
    expect(await session.respond(silence(100))).toMatchObject({ transcript: 'Half past ten' });
    await session.disconnect();
  });
});

describe('the model of vad-web', () => {
  it('is told apart when it cannot be loaded', async () => {
    const missing = () => Promise.reject(new Error('not installed'));
    await expect(sileroSpeechModel({ silero: missing, ort: async () => ({}), model: async () => new ArrayBuffer() })).rejects.toMatchObject({
      code: 'voice_session.not_possible_here',
    });
  });
});
