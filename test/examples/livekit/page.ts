import { DataPacket, ParticipantInfo, type RpcResponse } from '@livekit/protocol';
import { Room, setLogLevel } from 'livekit-client';
import { createRuntime } from 'memoair-web';
import { remember } from '../../../demo/examples/livekit-rpc-memory/src/remember.ts';
import type { ScriptedCall } from './scripted-call.ts';

/** Of ParticipantInfo: an agent, who is there. */
const [AGENT, ACTIVE] = [4, 2];

/** What is under a room and comes from the service, which nobody here is. */
interface Inner {
  readonly engine: {
    emit(event: 'dataPacketReceived', packet: DataPacket, encryption: number): boolean;
    sendDataPacket: (packet: { readonly value: { readonly case: string; readonly value: RpcResponse } }) => Promise<void>;
  };
  maybeCreateEngine(): void;
  setAndEmitConnectionState(state: 'connected'): boolean;
  handleParticipantUpdates(participants: readonly ParticipantInfo[]): void;
}

const runtime = createRuntime({ workspaceId: 'livekit', userId: 'ada', modelUrl: '/model/' });
let streams = 0;
globalThis.told = [];
setLogLevel('silent');

globalThis.join = async (): Promise<ScriptedCall> => {
  const room = new Room();
  const memory = remember(room, runtime, (_query, contextText) => void globalThis.told.push(contextText));
  const inner = room as unknown as Inner;
  const answers: RpcResponse[] = [];
  const agentIs = (attributes: Record<string, string>): void =>
    inner.handleParticipantUpdates([new ParticipantInfo({ identity: 'agent', sid: 'PA_1', kind: AGENT, state: ACTIVE, attributes })]);
  const comes = (participantIdentity: string, value: object): void =>
    void inner.engine.emit('dataPacketReceived', new DataPacket({ participantIdentity, value: value as never }), 0);
  const transcribed = async (by: string, segment: string, text: string): Promise<void> => {
    const streamId = `stream_${++streams}`;
    const attributes = { 'lk.segment_id': segment, 'lk.transcription_final': 'true' };
    const header = { streamId, topic: 'lk.transcription', mimeType: 'text/plain', timestamp: 1n, attributes };
    comes(by, { case: 'streamHeader', value: { ...header, contentHeader: { case: 'textHeader', value: {} } } });
    comes(by, { case: 'streamChunk', value: { streamId, chunkIndex: 0n, content: new TextEncoder().encode(text) } });
    comes(by, { case: 'streamTrailer', value: { streamId, reason: '', attributes: {} } });
    await new Promise((resolve) => setTimeout(resolve, 50));
  };
  inner.maybeCreateEngine();
  Object.assign(room.localParticipant, { identity: 'ada' });
  agentIs({});
  inner.engine.sendDataPacket = async ({ value }) => void (value.case === 'rpcResponse' && answers.push(value.value));
  inner.setAndEmitConnectionState('connected');
  return {
    says: async (words, answer) => {
      await transcribed('ada', `user_${streams}`, words);
      agentIs({ 'lk.agent.state': 'speaking' });
      await transcribed('agent', `agent_${streams}`, answer);
      agentIs({ 'lk.agent.state': 'listening' });
    },
    asks: async (payload) => {
      const id = crypto.randomUUID();
      comes('agent', { case: 'rpcRequest', value: { id, method: 'search_memory', payload, responseTimeoutMs: 8_000, version: 1 } });
      for (;;) {
        const answer = answers.find(({ requestId }) => requestId === id);
        if (answer) return String(answer.value.value);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    leave: async () => {
      await memory.end();
      await room.disconnect();
    },
  };
};
