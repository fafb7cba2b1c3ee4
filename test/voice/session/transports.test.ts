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
    close: async () => undefined,
  };
}

for (const [name, begin] of [
  ['a WebSocket, with the names of today', overWebSocket(false)],
  ['a WebSocket, with the names before', overWebSocket(true)],
  ['nothing but memory', inMemory],
] as const) {
  transportCases(name, begin);
  detectedTurnCases(name, begin);
}
