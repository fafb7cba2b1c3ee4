import type { JsonObject } from '../../../src/client/json.ts';
import { realtimeTransport } from '../../../src/voice/session/realtime/realtime-transport.ts';
import type { WireListener } from '../../../src/voice/session/realtime/wire.ts';
import type { VoiceTransport } from '../../../src/voice/session/transport.ts';
import { ScriptedModel } from './scripted-model.ts';

/** A transport whose other side is in the same place: events travel a microtask each way. */
export interface MemoryTransport extends VoiceTransport {
  readonly model: () => ScriptedModel;
  /** Sends what the other side would not. */
  readonly tell: (value: unknown) => void;
  readonly lose: () => void;
  readonly openWires: () => number;
}

export function memoryTransport(): MemoryTransport {
  let model: ScriptedModel;
  let listener: WireListener;
  let open = 0;
  let before = 0;
  const transport = realtimeTransport('memory', 'ga', async (_config, given) => {
    let closed = false;
    listener = given;
    open++;
    const mine = (model = new ScriptedModel((event) => queueMicrotask(() => closed || given.message(event)), { before: before++ }));
    mine.begin();
    return {
      send: (event: JsonObject) => queueMicrotask(() => closed || mine.take(event)),
      close: async () => {
        if (!closed) open--;
        closed = true;
      },
    };
  });
  return { ...transport, model: () => model, tell: (value) => listener.message(value), lose: () => listener.lost(new Error('gone')), openWires: () => open };
}
