import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wsSocket } from '../../../src/voice/voice-live/ws-socket.ts';
import { installWs } from '../install.ts';
import { CALLS } from './calls.ts';
import { oracleFrames } from './oracle.ts';
import { RECORDED } from './recorded.ts';
import { startScriptedServer, type ScriptedServer } from './scripted-server.ts';
import { frameOf, talk, type Talk } from './talk.ts';

const oracle = oracleFrames();

describe('a call of the Voice Live client', () => {
  let server: ScriptedServer;
  let talking: Talk;
  beforeAll(async () => {
    server = await startScriptedServer();
    const { WebSocket } = await installWs();
    talking = await talk({ endpoint: server.url, credential: { key: 'k' }, model: 'm', webSocket: wsSocket(WebSocket) });
  });
  afterAll(async () => {
    await talking?.connection.close();
    server?.close();
  });

  it.each(Object.entries(CALLS))("sends the frame of the vendor's SDK: %s", async (name, call) => {
    const frame = await frameOf(talking.connection, () => call(talking.connection));
    expect(frame).toEqual(RECORDED.frames[name]);
    if (oracle) expect(frame).toEqual(oracle[name]);
  });

  it('is checked for each frame that was recorded', () => {
    expect(Object.keys(CALLS).sort()).toEqual(Object.keys(RECORDED.frames).sort());
    if (oracle) expect(Object.keys(CALLS).sort()).toEqual(Object.keys(oracle).sort());
  });

  it('sends bytes and samples of PCM16 as the base64 that they make', async () => {
    const { inputAudioBuffer } = talking.connection;
    const expected = { type: 'input_audio_buffer.append', audio: 'AQACAP//' };
    expect(await frameOf(talking.connection, () => inputAudioBuffer.append({ audio: Int16Array.of(1, 2, -1) }))).toEqual(expected);
    expect(await frameOf(talking.connection, () => inputAudioBuffer.append({ audio: Uint8Array.of(1, 0, 2, 0, 255, 255) }))).toEqual(expected);
    expect(await frameOf(talking.connection, () => inputAudioBuffer.append({ audio: Uint8Array.of(9, 1, 0, 2, 0, 255, 255).subarray(1) }))).toEqual(expected);
  });

  it('sends an event that has no method as it is', async () => {
    const event = { type: 'input_text.delta', id: 'i1', delta: 'żółw 🐢', nested: { list: [1, null] } };
    expect(await frameOf(talking.connection, () => talking.connection.send(event))).toEqual(event);
  });

  it('takes an empty id for none', async () => {
    const { response, conversation } = talking.connection;
    expect(await frameOf(talking.connection, () => response.cancel({ responseId: '', eventId: '' }))).toEqual({ type: 'response.cancel' });
    expect(await frameOf(talking.connection, () => conversation.item.delete({ itemId: 'i', eventId: undefined }))).toEqual({
      type: 'conversation.item.delete',
      item_id: 'i',
    });
  });
});
