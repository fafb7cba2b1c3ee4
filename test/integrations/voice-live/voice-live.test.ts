import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { voiceLive } from '../../../src/integrations/voice-live.ts';
import { attachMemory } from '../../../src/voice/memory/index.ts';
import { connect } from '../../../src/voice/voice-live/connect.ts';
import { wsSocket } from '../../../src/voice/voice-live/ws-socket.ts';
import { ManualClock } from '../../voice/memory/manual-clock.ts';
import { PATIENT, WatchedMemory } from '../../voice/memory/watched-memory.ts';
import { installWs } from '../../voice/install.ts';
import { startScriptedServer, type ScriptedServer } from '../../voice/voice-live/scripted-server.ts';

/** The server tells of each frame that it got. */
interface Seen {
  readonly type: string;
  readonly frame?: { readonly type: string };
}

describe('a connection to Voice Live', () => {
  let server: ScriptedServer;
  beforeAll(async () => {
    server = await startScriptedServer();
  }, 240_000);
  afterAll(() => server.close());

  it('is answered with memory, and saves what was heard of the answer', async () => {
    const webSocket = wsSocket((await installWs()).WebSocket);
    const connection = await connect({ endpoint: server.url, credential: { key: 'k' }, model: 'm', webSocket });
    const memory = await WatchedMemory.withDog();
    const clock = new ManualClock();
    const voice = voiceLive(connection, { timers: clock });
    const attached = attachMemory(voice, { runtime: memory, sessionId: 's1', timeoutMs: PATIENT, timers: clock });
    const seen: Seen[] = [];
    const reading = (async () => {
      for await (const event of voice.events) seen.push(event);
    })();
    const says = (...events: readonly object[]): Promise<void> => connection.send({ type: 'test.events', events });
    /** Frames that the service got. */
    const got = (type: string): Promise<unknown> =>
      vi.waitFor(() => seen.find(({ frame }) => frame?.type === type)?.frame ?? Promise.reject(new Error(`No ${type} went out.`)));

    const detection = { type: 'azure_semantic_vad', create_response: true };
    await says({ type: 'session.updated', session: { turn_detection: detection, tools: [] } });
    expect(await got('session.update')).toMatchObject({ session: { turn_detection: { ...detection, create_response: false } } });
    await says(
      { type: 'input_audio_buffer.committed', item_id: 'u1' },
      { type: 'conversation.item.input_audio_transcription.completed', item_id: 'u1', transcript: 'What is my dog called?' },
    );
    await got('response.create');
    expect(JSON.stringify(await got('conversation.item.create'))).toContain('Bruno');
    await says(
      { type: 'response.created', response: { id: 'r1' } },
      ...['Your ', 'dog ', 'is ', 'called ', 'Bruno.'].flatMap((delta) => [
        { type: 'response.audio_transcript.delta', response_id: 'r1', item_id: 'a1', delta },
        { type: 'response.audio.delta', response_id: 'r1', item_id: 'a1', delta: Buffer.alloc(300 * 48).toString('base64') },
      ]),
      { type: 'conversation.item.truncated', item_id: 'a1', content_index: 0, audio_end_ms: 900 },
    );
    expect(await memory.said(1)).toEqual([['What is my dog called?', 'Your dog is', true]]);
    await connection.close();
    await reading;
    await attached.end();
    expect(seen.map(({ type }) => type)).toContain('response.audio.delta');
    await memory.real.close();
  });
});
