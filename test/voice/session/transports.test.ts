import { expect } from 'vitest';
import { localVoice } from '../../../src/voice/session/local/local-transport.ts';
import { voiceLive } from '../../../src/voice/session/realtime/voice-live.ts';
import { wsSocket } from '../../../src/voice/voice-live/ws-socket.ts';
import { installWs } from '../install.ts';
import { ScriptedEngines } from './scripted-engines.ts';
import { openaiWebSocket } from '../../../src/voice/session/realtime/websocket.ts';
import { memoryTransport } from './memory-transport.ts';
import { startRealtimeServer } from './realtime-server.ts';
import { detectedTurnCases, transportCases, type TransportWorld } from './transport.cases.ts';
import type { Plan } from './scripted-model.ts';

const overWebSocket = (beta: boolean) => async (): Promise<TransportWorld> => {
  const server = await startRealtimeServer(beta);
  return {
    transport: openaiWebSocket({ url: server.url, apiKey: 'k', beta, webSocket: server.webSocket }),
    plan: (...given) => server.plan(...given),
    release: () => server.last().model.release(),
    lose: () => server.last().socket.terminate(),
    truncated: () => server.last().model.of('conversation.item.truncate'),
    tools: true,
    exactSound: true,
    soundByWord: true,
    close: () => server.close(),
  };
};

async function inMemory(): Promise<TransportWorld> {
  const transport = memoryTransport();
  const plans: Plan[] = [];
  const open: typeof transport.open = async (...given) => {
    const line = await transport.open(...given);
    transport.model().plans.push(...plans.splice(0));
    return line;
  };
  return {
    transport: { ...transport, open },
    plan: (...given) => void plans.push(...given),
    release: () => transport.model().release(),
    lose: () => transport.lose(),
    truncated: () => transport.model().of('conversation.item.truncate'),
    tools: true,
    exactSound: true,
    soundByWord: true,
    close: async () => undefined,
  };
}

async function overVoiceLive(): Promise<TransportWorld> {
  const server = await startRealtimeServer(true);
  const { WebSocket } = await installWs();
  return {
    transport: voiceLive({ endpoint: server.url, credential: { key: 'k' }, webSocket: wsSocket(WebSocket) }),
    plan: (...given) => server.plan(...given),
    release: () => server.last().model.release(),
    lose: () => server.last().socket.terminate(),
    truncated: () => server.last().model.of('conversation.item.truncate'),
    tools: true,
    exactSound: true,
    soundByWord: true,
    close: () => server.close(),
  };
}

async function byEngines(): Promise<TransportWorld> {
  const engines = new ScriptedEngines();
  let lose = (): void => undefined;
  const local = localVoice({ answer: engines.answer, recognizer: engines.recognizer, synthesizer: engines.synthesizer });
  return {
    // engines on the same machine are not lost: the session is told so
    transport: {
      ...local,
      open: (config, onEvent, signal) => {
        lose = () => onEvent({ type: 'lost', cause: null });
        return local.open(config, onEvent, signal);
      },
    },
    plan: (...plans) => void engines.plans.push(...plans),
    release: () => engines.release(),
    lose: () => lose(),
    truncated: () => [],
    tools: false,
    exactSound: true,
    soundByWord: false,
    close: async () => expect(engines.open).toBe(0),
  };
}

transportCases('engines on this machine', byEngines);

for (const [name, begin] of [
  ['a WebSocket, with the names of today', overWebSocket(false)],
  ['a WebSocket, with the names before', overWebSocket(true)],
  ['Voice Live', overVoiceLive],
  ['nothing but memory', inMemory],
] as const) {
  transportCases(name, begin);
  detectedTurnCases(name, begin);
}
