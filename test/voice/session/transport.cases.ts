import { describe, expect, it, vi } from 'vitest';
import type { VoiceSessionOptions } from '../../../src/voice/session/options.ts';
import type { VoiceTransport } from '../../../src/voice/session/transport.ts';
import { silence, speech, together } from './audio.ts';
import { WORD_SAMPLES, type Plan } from './scripted-model.ts';
import { watchedSession, type Watched } from './watched-session.ts';

/** A transport, and a hand on the other side of it. */
export interface TransportWorld {
  readonly transport: VoiceTransport;
  /** How the next answers go. May be called before there is a connection. */
  plan(...plans: readonly Plan[]): void;
  /** The answer that holds goes on. */
  release(): void;
  /** The other side ends without a word. */
  lose(): void;
  /** Items that were told to be cut, in milliseconds. */
  truncated(): readonly unknown[];
  /** Whether tools can be called, and whether samples of answers are the very ones that were sent. */
  readonly tools: boolean;
  readonly exactSound: boolean;
  /** Whether each word is heard as soon as it is said. */
  readonly soundByWord: boolean;
  close(): Promise<void>;
}

/** What a session does over any transport. */
export function transportCases(name: string, begin: () => Promise<TransportWorld>): void {
  const withWorld = (work: (world: TransportWorld, talk: (options?: VoiceSessionOptions) => Promise<Watched>) => Promise<void>) => async () => {
    const world = await begin();
    const watched: Watched[] = [];
    const talk = async (options: VoiceSessionOptions = {}): Promise<Watched> => {
      const each = watchedSession({ transport: world.transport, turnDetection: false, ...options });
      watched.push(each);
      await each.session.connect();
      return each;
    };
    try {
      await work(world, talk);
    } finally {
      for (const { session } of watched) await session.disconnect();
      await world.close();
    }
    for (const { wrong } of watched) expect(wrong).toEqual([]);
  };

  describe(`a session over ${name}`, () => {
    it(
      'goes from a question to its answer, through every state',
      withWorld(async (world, talk) => {
        const { session, told } = await talk();
        await session.sendAudio(speech(100), { commit: false });
        expect(session.state).toBe('listening');
        const response = await session.respond(speech(100));
        expect(response).toMatchObject({ transcript: 'Half past ten', interrupted: false, sampleRate: 24_000 });
        if (world.exactSound) expect(response.data.byteLength).toBe(3 * WORD_SAMPLES * 2);
        await vi.waitFor(() => expect(told).toContain('transcript_available Half past ten'));
        await vi.waitFor(() => expect(told).toContain('transcript_available What time'));
        expect(told.filter((each) => !each.startsWith('transcript'))).toEqual([
          'connecting',
          'connected',
          'speech_started',
          'listening',
          'processing',
          'speech_ended',
          'response_started',
          'speaking',
          'connected',
        ]);
        await session.disconnect();
        expect(told.at(-1)).toBe('disconnected');
      }),
    );

    it(
      'tells partial transcripts of both sides, each longer than the one before',
      withWorld(async (_world, talk) => {
        const { session } = await talk();
        const partial: string[] = [];
        session.on('transcript_partial', (text, { role }) => void partial.push(`${role}: ${text}`));
        await session.respond(speech(100));
        await vi.waitFor(() => expect(partial.filter((each) => each.startsWith('user'))).toEqual(['user: What', 'user: What time']));
        expect(partial.filter((each) => each.startsWith('assistant'))).toEqual(['assistant: Half', 'assistant: Half past', 'assistant: Half past ten']);
      }),
    );

    it(
      'ends an answer in its middle, and then answers again',
      withWorld(async (world, talk) => {
        world.plan({ words: ['A', 'long', 'story'], hold: true });
        const { session, told } = await talk();
        await session.sendAudio(speech(100));
        const answer = session.receive();
        await vi.waitFor(() => expect(session.state).toBe('speaking'));
        await session.interrupt();
        expect(session.state).toBe('connected');
        expect(await answer).toMatchObject({ interrupted: true, transcript: expect.stringMatching(/^A?$/) as string });
        const after = told.length;
        world.release();
        expect(await session.respond(speech(100))).toMatchObject({ interrupted: false, transcript: 'Half past ten' });
        expect(told.slice(after).filter((each) => each === 'speaking')).toEqual(['speaking']);
      }),
    );

    it(
      'ends an answer that was asked for and has not begun',
      withWorld(async (_world, talk) => {
        const { session } = await talk();
        const sent = session.sendAudio(speech(100));
        await session.interrupt();
        await sent;
        expect(await session.receive()).toMatchObject({ interrupted: true, transcript: '' });
        expect(await session.respond(speech(100))).toMatchObject({ interrupted: false, transcript: 'Half past ten' });
      }),
    );

    it(
      'has a tool called by the model, and goes on with its result',
      withWorld(async (world, talk) => {
        if (!world.tools) return;
        world.plan({ tool: { name: 'clock', input: { zone: 'CET' } } }, { words: ['It', 'is', 'ten'] });
        const execute = vi.fn(async (_input: unknown) => ({ time: '10:00' }));
        const { session, told } = await talk({ agent: { instructions: 'Be brief.', tools: [{ name: 'clock', description: 'Tells the time.', execute }] } });
        expect(await session.respond(speech(100))).toMatchObject({ transcript: 'It is ten', interrupted: false });
        expect(execute.mock.calls[0]?.[0]).toEqual({ zone: 'CET' });
        expect(told.filter((each) => each === 'response_started')).toHaveLength(1);
      }),
    );

    it(
      'goes on in the same session after the connection was lost',
      withWorld(async (world, talk) => {
        world.plan({ hold: true });
        const { session, told } = await talk();
        const { sessionId } = session;
        await session.sendAudio(speech(100));
        const answer = session.receive();
        await vi.waitFor(() => expect(session.state).toBe('speaking'));
        world.lose();
        await expect(answer).rejects.toMatchObject({ code: 'voice_session.lost', retryable: true });
        expect(session.state).toBe('disconnected');
        await expect(session.sendAudio(speech(10))).rejects.toMatchObject({ code: 'voice_session.not_connected' });
        await session.connect();
        expect(await session.respond(speech(100))).toMatchObject({ transcript: 'Half past ten' });
        expect(session.sessionId).toBe(sessionId);
        expect(told.filter((each) => each === 'connected' || each === 'connecting' || each === 'disconnected').slice(0, 5)).toEqual([
          'connecting',
          'connected',
          'disconnected',
          'connecting',
          'connected',
        ]);
      }),
    );

    it(
      'gives the chunks of an answer as they come',
      withWorld(async (world, talk) => {
        if (!world.soundByWord) return;
        world.plan({ hold: true });
        const { session } = await talk();
        await session.sendAudio(speech(100));
        const sizes: number[] = [];
        for await (const chunk of session.streamReceive()) {
          if (sizes.push(chunk.data.byteLength) === 1) world.release();
        }
        expect(sizes).toEqual([960, 960, 960]);
      }),
    );

    it(
      'is over once, whoever ends it',
      withWorld(async (_world, talk) => {
        const { session, told } = await talk();
        await Promise.all([session.disconnect(), session.disconnect()]);
        await session.disconnect();
        expect(told.filter((each) => each === 'disconnected')).toHaveLength(1);
        await expect(session.receive()).rejects.toMatchObject({ code: 'voice_session.not_connected' });
      }),
    );
  });
}

/** What a session does where the other side finds the turns. */
export function detectedTurnCases(name: string, begin: () => Promise<TransportWorld>): void {
  describe(`turns that are found over ${name}`, () => {
    it('are heard, answered, and interrupt the answer', async () => {
      const world = await begin();
      world.plan({ words: ['A', 'long', 'story'], hold: true });
      const { session, told, wrong } = watchedSession({ transport: world.transport });
      session.configureTurnDetection({ silenceDuration: 200 });
      await session.connect();
      const heard = session.listen();
      await session.sendAudio(together(silence(100), speech(300), silence(300)), { commit: false });
      const audio = await heard;
      expect(audio.byteLength).toBe(500 * 48);
      const answer = session.respond(audio);
      await vi.waitFor(() => expect(session.state).toBe('speaking'));
      await session.sendAudio(together(speech(300), silence(300)), { commit: false });
      expect(await answer).toMatchObject({ interrupted: true });
      expect(await session.receive()).toMatchObject({ interrupted: false, transcript: 'Half past ten' });
      expect(told.filter((each) => each.startsWith('speech'))).toEqual(['speech_started', 'speech_ended', 'speech_started', 'speech_ended']);
      await session.disconnect();
      await world.close();
      expect(wrong).toEqual([]);
    });

    it('do not interrupt the answer to audio that was committed before they were told', async () => {
      const world = await begin();
      const { session } = watchedSession({ transport: world.transport });
      await session.connect();
      expect(await session.respond(together(speech(300), silence(100)))).toMatchObject({ interrupted: false, transcript: 'Half past ten' });
      await session.disconnect();
      await world.close();
    });
  });
}
