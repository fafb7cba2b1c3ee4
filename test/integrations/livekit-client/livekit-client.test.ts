import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { livekitClient, type LivekitClientOptions } from '../../../src/integrations/livekit-client.ts';
import { attachMemory, type AttachedMemory } from '../../../src/voice/memory/index.ts';
import { ManualClock } from '../../voice/memory/manual-clock.ts';
import { PATIENT, SECRET, WatchedMemory } from '../../voice/memory/watched-memory.ts';
import { livekit, type LivekitPackage, type RealRoom, type SentPacket } from './install.ts';

/** Of ParticipantInfo: an agent, and one who is there. */
const [AGENT, STANDARD, ACTIVE] = [4, 0, 2];

describe('a room of livekit-client', () => {
  let sdk: LivekitPackage;
  let memory: WatchedMemory;
  let clock: ManualClock;
  let room: RealRoom;
  let sent: SentPacket[];
  let attached: AttachedMemory;
  let streams = 0;
  beforeAll(async () => {
    sdk = await livekit();
    sdk.setLogLevel('silent');
  }, 240_000);

  const newRoom = (): void => {
    room = new sdk.Room();
    join();
  };
  const join = (): void => {
    sent = [];
    room.maybeCreateEngine();
    Object.assign(room.localParticipant, { identity: 'ada' });
    joined();
    room.engine.sendDataPacket = async (packet) => void sent.push(packet);
    room.setAndEmitConnectionState('connected');
  };
  const joined = (): void =>
    room.handleParticipantUpdates([
      new sdk.ParticipantInfo({ identity: 'agent', sid: 'PA_1', kind: AGENT, state: ACTIVE }),
      new sdk.ParticipantInfo({ identity: 'ben', sid: 'PA_2', kind: STANDARD, state: ACTIVE }),
    ]);
  const attach = (options: LivekitClientOptions = {}): AttachedMemory =>
    attachMemory(livekitClient(room, options), { runtime: memory, sessionId: 's1', timeoutMs: PATIENT, timers: clock });

  beforeEach(async () => {
    memory = await WatchedMemory.withDog();
    clock = new ManualClock();
    newRoom();
    attached = attach();
  });
  afterEach(() => memory.real.close());

  const comes = (participantIdentity: string, kind: string, value: object): void =>
    void room.engine.emit('dataPacketReceived', new sdk.DataPacket({ participantIdentity, value: { case: kind, value } }), 0);
  const begins = (by: string, segment: string, attributes: object = {}): string => {
    const streamId = `stream_${++streams}`;
    comes(by, 'streamHeader', {
      streamId,
      topic: 'lk.transcription',
      mimeType: 'text/plain',
      timestamp: 1n,
      attributes: { 'lk.segment_id': segment, ...attributes },
      contentHeader: { case: 'textHeader', value: {} },
    });
    return streamId;
  };
  const goesOn = async (by: string, streamId: string, ...pieces: readonly string[]): Promise<void> => {
    for (const [i, piece] of pieces.entries()) comes(by, 'streamChunk', { streamId, chunkIndex: BigInt(i), content: new TextEncoder().encode(piece) });
    await settled();
  };
  const ends = async (by: string, streamId: string): Promise<void> => {
    comes(by, 'streamTrailer', { streamId, reason: '', attributes: {} });
    await settled();
  };
  /** A whole transcription, as agents send each state of the user's. */
  const transcribed = async (by: string, segment: string, text: string, final: boolean): Promise<void> => {
    const stream = begins(by, segment, { 'lk.transcription_final': String(final) });
    await goesOn(by, stream, text);
    await ends(by, stream);
  };
  const agentIs = (state: string): void =>
    room.handleParticipantUpdates([
      new sdk.ParticipantInfo({ identity: 'agent', sid: 'PA_1', kind: AGENT, state: ACTIVE, attributes: { 'lk.agent.state': state } }),
    ]);
  let calls = 0;
  const call = async (by: string, payload: string): Promise<Readonly<Record<string, unknown>>> => {
    const id = `call_${++calls}`;
    comes(by, 'rpcRequest', { id, method: 'search_memory', payload, responseTimeoutMs: 8_000, version: 1 });
    return vi.waitFor(() => {
      const answer = sent.find(({ value }) => value.case === 'rpcResponse' && value.value['requestId'] === id);
      return (answer?.value.value['value'] as Readonly<Record<string, unknown>> | undefined) ?? Promise.reject(new Error('No answer came.'));
    });
  };

  it("answers an agent that asks for the person's memory, whatever it sends", async () => {
    await memory.said(0);
    for (const payload of ['{"query":"What is the dog called?","intent":"earlier_in_call"}', 'What is the dog called?'])
      expect(await call('agent', payload)).toEqual({ case: 'payload', value: expect.stringContaining('Bruno') });
    expect(sent.every(({ destinationIdentities }) => destinationIdentities.join() === 'agent')).toBe(true);
  });

  it('answers nobody else in the room', async () => {
    const answer = await call('ben', '{"query":"What is the dog called?"}');
    expect(answer['case']).toBe('error');
    expect(JSON.stringify(answer)).not.toContain('Bruno');
  });

  it('keeps an answer within what a call may carry', async () => {
    const items = Array.from({ length: 40 }, (_, i) => ({ memoryId: `n${i}`, text: `The dog ${'日本語の犬'.repeat(60)} number ${i} is called Bruno.` }));
    await memory.real.importMemory({ items });
    const { value } = await call('agent', '{"query":"What are the dogs called?"}');
    const bytes = new TextEncoder().encode(String(value)).length;
    expect([bytes > 5_000, bytes < 15_360, String(value).includes('\uFFFD')]).toEqual([true, true, false]);
  });

  it('warms the recall while the user speaks, and sends nothing that was not asked for', async () => {
    await transcribed('ada', 'u1', 'What is my', false);
    await transcribed('ada', 'u1', 'What is my dog called?', true);
    expect(memory.hints).toEqual(['What is my']);
    expect([memory.queries, sent]).toEqual([[], []]);
  });

  it('sends what is remembered to the agent alone when it is told under which topic', async () => {
    await attached.detach();
    attach({ contextTopic: 'memory' });
    await transcribed('ada', 'u1', 'What is my dog called?', true);
    await vi.waitFor(() => expect(sent.map(({ value }) => value.case)).toEqual(['streamHeader', 'streamChunk', 'streamTrailer']));
    expect(new TextDecoder().decode(sent[1]!.value.value['content'] as Uint8Array)).toContain('Bruno');
    expect(sent.map(({ destinationIdentities }) => destinationIdentities)).toEqual([['agent'], ['agent'], ['agent']]);
  });

  it('saves what was heard of each answer, and whether the user spoke over it', async () => {
    await transcribed('ada', 'u1', 'What is my dog called?', true);
    agentIs('thinking');
    await call('agent', '{"query":"name of the dog"}');
    agentIs('speaking');
    const first = begins('agent', 'a1');
    await goesOn('agent', first, 'Your dog ', 'is called ', 'Bruno.');
    await ends('agent', first);
    // what others in the room say is not the person's
    await transcribed('ben', 'b1', 'My dog is called Rex.', true);
    expect(await memory.turns()).toEqual([]);
    agentIs('listening');
    expect(await memory.said(1)).toEqual([['What is my dog called?', 'Your dog is called Bruno.', false]]);
    await transcribed('ada', 'u2', 'Tell me a story.', true);
    agentIs('speaking');
    const second = begins('agent', 'a2');
    await goesOn('agent', second, 'Once ', 'upon ', 'a ', 'time ');
    await transcribed('ada', 'u3', 'Stop', false);
    await transcribed('ada', 'u3', 'Stop it.', true);
    await ends('agent', second);
    agentIs('listening');
    expect(await memory.said(2)).toContainEqual(['Tell me a story.', 'Once upon a time', true]);
    await attached.detach();
    const turns = await memory.turns();
    expect(turns.map(({ userText, toolCalls }) => [userText, toolCalls?.length ?? 0])).toEqual([
      ['What is my dog called?', 1],
      ['Tell me a story.', 0],
      ['Stop it.', 0],
    ]);
  });

  it('knows an answer that was cut by the user, who was speaking when it ended', async () => {
    await transcribed('ada', 'u1', 'Tell me a story.', true);
    agentIs('speaking');
    const stream = begins('agent', 'a1');
    await goesOn('agent', stream, 'Once ', 'upon ');
    Object.assign(room.localParticipant, { isSpeaking: true });
    await ends('agent', stream);
    agentIs('listening');
    expect(await memory.said(1)).toEqual([['Tell me a story.', 'Once upon', true]]);
  });

  it('reads the event of old where the app reads the transcriptions itself', async () => {
    await attached.detach();
    room.registerTextStreamHandler('lk.transcription', () => undefined);
    attach();
    const segment = (id: string, text: string, final: boolean): object => ({ id, text, final, startTime: 0n, endTime: 0n, language: '' });
    const said = (by: string, ...segments: readonly object[]): void =>
      void room.emit('transcriptionReceived', segments, by === 'ada' ? room.localParticipant : room.remoteParticipants.get(by));
    said('ada', segment('u1', 'What is my dog called?', true));
    said('agent', segment('a1', 'Your dog', false));
    said('agent', segment('a1', 'Your dog is called Bruno.', true));
    agentIs('listening');
    expect(await memory.said(1)).toEqual([['What is my dog called?', 'Your dog is called Bruno.', false]]);
  });

  it('answers the agent in time when the memory hangs, without a word of what is wrong when it fails', async () => {
    memory.health = 'failing';
    const failed = await call('agent', '{"query":"dog"}');
    memory.health = 'hung';
    const passing = setInterval(() => clock.pass(PATIENT), 20);
    const late = await call('agent', '{"query":"dog"}');
    clearInterval(passing);
    const value = 'The memory gave no answer in time. Go on without it.';
    expect([failed, late]).toEqual([
      { case: 'payload', value },
      { case: 'payload', value },
    ]);
    expect(JSON.stringify(failed)).not.toContain(SECRET);
  });

  it('saves what was heard when the room is left, and goes on in another', async () => {
    await transcribed('ada', 'u1', 'My favourite colour is turquoise.', true);
    const stream = begins('agent', 'a1');
    await goesOn('agent', stream, 'Noted, ');
    room.emit('disconnected');
    expect(await memory.said(1)).toEqual([['My favourite colour is turquoise.', 'Noted,', true]]);
    await attached.detach();
    newRoom();
    attach();
    expect(await call('agent', '{"query":"Which colour do I like?"}')).toMatchObject({ value: expect.stringContaining('turquoise') });
  });

  it('knows an answer that was cut by the connection, and goes on in the room when that is back', async () => {
    await transcribed('ada', 'u1', 'My favourite colour is turquoise.', true);
    agentIs('speaking');
    const stream = begins('agent', 'a1');
    await goesOn('agent', stream, 'Noted, ', 'that is ');
    room.engine.emit('restarting');
    await settled();
    expect(room.remoteParticipants.size).toBe(0);
    joined();
    room.setAndEmitConnectionState('connected');
    room.emit('reconnected');
    await transcribed('ada', 'u2', 'Which colour do I like?', true);
    expect(await memory.said(1)).toEqual([['My favourite colour is turquoise.', 'Noted, that is', true]]);
    expect(await call('agent', '{"query":"Which colour do I like?"}')).toMatchObject({ value: expect.stringContaining('turquoise') });
    const again = begins('agent', 'a2');
    await goesOn('agent', again, 'Turquoise.');
    await ends('agent', again);
    agentIs('listening');
    expect((await memory.said(2))[1]).toEqual(['Which colour do I like?', 'Turquoise.', false]);
  });

  it('goes on when the same room is left and joined again', async () => {
    await transcribed('ada', 'u1', 'My favourite colour is turquoise.', true);
    const stream = begins('agent', 'a1');
    await goesOn('agent', stream, 'Noted, ', 'that is ');
    room.handleDisconnect();
    expect(await memory.said(1)).toEqual([['My favourite colour is turquoise.', 'Noted, that is', true]]);
    join();
    await transcribed('ada', 'u2', 'Which colour', false);
    await transcribed('ada', 'u2', 'Which colour do I like?', true);
    expect(memory.hints.at(-1)).toBe('Which colour');
    expect(await call('agent', '{"query":"Which colour do I like?"}')).toMatchObject({ value: expect.stringContaining('turquoise') });
    const again = begins('agent', 'a2');
    await goesOn('agent', again, 'Turquoise.');
    await ends('agent', again);
    agentIs('listening');
    expect((await memory.said(2))[1]).toEqual(['Which colour do I like?', 'Turquoise.', false]);
  });

  it('takes what makes no sense for nothing', async () => {
    for (const payload of ['', 'null', '{"query":7}', '[]', '{']) expect(await call('agent', payload)).toMatchObject({ case: 'payload' });
    comes('agent', 'streamChunk', { streamId: 'nobody began it', chunkIndex: 0n, content: new Uint8Array(1) });
    comes('agent', 'streamTrailer', { streamId: 'nor this', reason: '', attributes: {} });
    await transcribed('nobody', 'n1', 'Hello?', true);
    await transcribed('ada', 'u0', ' ', true);
    const twice = begins('agent', 'a0');
    await ends('agent', twice);
    await ends('agent', twice);
    await transcribed('ada', 'u1', 'What is my dog called?', true);
    const stream = begins('agent', 'a1');
    await goesOn('agent', stream, 'Bruno.');
    await ends('agent', stream);
    agentIs('listening');
    expect(await memory.said(1)).toEqual([['What is my dog called?', 'Bruno.', false]]);
  });

  it('is let go of without a trace', async () => {
    await attached.detach();
    expect(await call('agent', '{"query":"dog"}')).toMatchObject({ case: 'error' });
    room.registerTextStreamHandler('lk.transcription', () => undefined);
    room.registerRpcMethod('search_memory', async () => '');
  });
});

/** Streams are read a piece at a time, each in a task of its own. */
async function settled(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
}
