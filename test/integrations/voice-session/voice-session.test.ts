import { localVoice } from '../../../src/voice/session/local/local-transport.ts';
import { voiceLive } from '../../../src/voice/session/realtime/voice-live.ts';
import { openaiWebSocket } from '../../../src/voice/session/realtime/websocket.ts';
import { wsSocket } from '../../../src/voice/voice-live/ws-socket.ts';
import { installWs } from '../../voice/install.ts';
import { ManualPlayback } from '../../voice/session/manual-playback.ts';
import { startRealtimeServer, type RealtimeServer } from '../../voice/session/realtime-server.ts';
import { ScriptedEngines } from '../../voice/session/scripted-engines.ts';
import { memoryCases, type MemoryWorld } from './memory.cases.ts';
import { beforeModel, toldLast } from './realtime-world.ts';

function overServer(server: RealtimeServer, transport: MemoryWorld['transport']): MemoryWorld {
  return {
    transport,
    playback: new ManualPlayback(),
    plan: (...plans) => server.plan(...plans),
    userSays: (text) => server.last().model.userSays(text),
    before: () => server.connections.flatMap(({ model }) => beforeModel(model.frames)),
    held: () => toldLast(server.last().model.frames).held,
    tools: () => toldLast(server.last().model.frames).tools,
    lose: () => server.last().socket.terminate(),
    close: () => server.close(),
  };
}

const overWebSocket = (beta: boolean) => async (): Promise<MemoryWorld> => {
  const server = await startRealtimeServer(beta);
  return overServer(server, openaiWebSocket({ url: server.url, apiKey: 'k', beta, webSocket: server.webSocket }));
};

async function overVoiceLive(): Promise<MemoryWorld> {
  const server = await startRealtimeServer(true);
  const { WebSocket } = await installWs();
  return overServer(server, voiceLive({ endpoint: server.url, credential: { key: 'k' }, webSocket: wsSocket(WebSocket) }));
}

async function byEngines(): Promise<MemoryWorld> {
  const engines = new ScriptedEngines();
  const local = localVoice({ answer: engines.answer, recognizer: engines.recognizer, synthesizer: engines.synthesizer });
  let lose = (): void => undefined;
  let told = { held: false, tools: [] as readonly string[] };
  return {
    transport: {
      ...local,
      open: async (config, onEvent, signal) => {
        // engines on the same machine are not lost: the session is told so
        lose = () => onEvent({ type: 'lost', cause: null });
        const line = await local.open(config, onEvent, signal);
        const names = (tools: typeof config.tools): readonly string[] => tools.map(({ name }) => name);
        told = { held: config.held, tools: names(config.tools) };
        const [hold, tools] = [line.hold.bind(line), line.tools.bind(line)];
        line.hold = (held) => (hold(held), (told = { ...told, held }));
        line.tools = (given) => (tools(given), (told = { ...told, tools: names(given) }));
        return line;
      },
    },
    playback: new ManualPlayback(),
    plan: (...plans) => void engines.plans.push(...plans),
    userSays: (text) => engines.userSays(text),
    before: () => [
      ...engines.asked.flatMap(({ options: { context } }) => [...(context === null ? [] : [`context: ${context}`]), 'asked']),
      ...engines.results.map((result) => `result: ${String(result)}`),
    ],
    held: () => told.held,
    tools: () => told.tools,
    lose: () => lose(),
    close: async () => undefined,
  };
}

memoryCases('a WebSocket, with the names of today', overWebSocket(false));
memoryCases('a WebSocket, with the names before', overWebSocket(true));
memoryCases('Voice Live', overVoiceLive);
memoryCases('engines on this machine', byEngines);
