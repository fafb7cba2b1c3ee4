import { field, isObject, type JsonObject } from '../client/json.ts';
import type { Timers } from '../client/timers.ts';
import type { TurnListener, VoiceClient } from '../voice/memory/voice-client.ts';
import { RealtimeCalls } from './openai-realtime-calls.ts';
import { responseIdOf } from './openai-realtime-events.ts';
import { SessionGate, type GateOptions } from './openai-realtime-gate.ts';
import { RealtimeTalk } from './openai-realtime-talk.ts';

/** A connection that carries a realtime session's events. */
export interface RealtimeLine {
  readonly framework: string;
  /** Throws where the connection is gone. */
  send(event: JsonObject): void;
  /** Listens until the function that it returns is called. */
  listen(onEvent: (event: JsonObject) => void, onClose: () => void): () => void;
}

/** Options of clients that speak a realtime session's events. */
export interface RealtimeOptions extends GateOptions {
  /**
   * Whether the server is kept from answering by itself (`create_response: false`) and asked to once what is remembered is
   * before the model, or after 4 s where the user's words do not come. Default true. With false, or where the app detects turns itself, what comes in time is put in.
   */
  readonly respond: boolean;
  /** Whether `search_memory` is declared in a session that has it not. Default true. */
  readonly tool: boolean;
  /** Time. Default: the system's. */
  readonly timers: Timers;
}

/** A voice client over a line: what each of those has in common. */
export function realtimeClient(line: RealtimeLine, { respond, tool, timers }: RealtimeOptions): VoiceClient {
  const gate = new SessionGate({ respond, tool });
  /** A line that is gone has nobody to tell. */
  const tell = (event: JsonObject): void => {
    try {
      line.send(event);
    } catch {
      // its talk is over
    }
  };
  let calls: RealtimeCalls | null = null;
  let talk: RealtimeTalk | null = null;
  /** The item that holds what was put before the model last. */
  let injected: string | null = null;
  let injections = 0;
  /** An answer was asked for while another was under way. */
  let owed = false;
  const ask = (): void => {
    owed = talk?.responding ?? false;
    if (!owed) tell({ type: 'response.create' });
  };
  const told = (session: unknown): void => {
    const update = isObject(session) ? gate.told(session) : null;
    if (update) tell({ type: 'session.update', session: update });
  };
  const listen = (turns: TurnListener): (() => void) => {
    const current = new RealtimeTalk({ turns, timers, respond: () => gate.asks && ask() });
    talk = current;
    const onEvent = (event: JsonObject): void => {
      const { type } = event;
      if (type === 'session.created') injected = null;
      if (type === 'session.created' || type === 'session.updated') told(event['session']);
      current.event(event);
      if (type === 'input_audio_buffer.speech_started') owed = false;
      for (const { item, whole } of functionCallsIn(event)) calls?.call(responseIdOf(event), item, whole, current.responding);
      if (type !== 'response.done') return;
      calls?.done(responseIdOf(event));
      if (owed) ask();
    };
    const onClose = (): void => {
      // what was under way there is not to go on in another session
      owed = false;
      injected = null;
      current.end();
    };
    const stop = line.listen(onEvent, onClose);
    return () => {
      const waiting = gate.asks && current.waiting;
      stop();
      current.end();
      talk = null;
      const undo = gate.undo();
      if (undo) tell({ type: 'session.update', session: undo });
      gate.reset();
      // nobody else asks for it
      if (waiting) tell({ type: 'response.create' });
    };
  };
  return {
    framework: line.framework,
    inject: (contextText) => {
      // what was remembered for the turn before is not true for ever, and costs tokens
      if (injected !== null) line.send({ type: 'conversation.item.delete', item_id: injected });
      injected = `memory_${Date.now().toString(36)}_${++injections}`;
      line.send({
        type: 'conversation.item.create',
        item: { id: injected, type: 'message', role: 'system', content: [{ type: 'input_text', text: contextText }] },
      });
    },
    onTurn: listen,
    onTool: (answer) => {
      calls = new RealtimeCalls({ answer, send: tell, respond: ask });
      return () => (calls = null);
    },
  };
}

/** The function calls in an event; `whole` when nothing of them is still to come. */
function functionCallsIn(event: JsonObject): { readonly item: JsonObject; readonly whole: boolean }[] {
  const { type, item, response } = event;
  const isCall = (value: unknown): value is JsonObject => isObject(value) && value['type'] === 'function_call';
  if (type === 'response.output_item.added' || type === 'response.output_item.done')
    return isCall(item) ? [{ item, whole: type === 'response.output_item.done' }] : [];
  if (type === 'response.function_call_arguments.done') return [{ item: event, whole: true }];
  const output = type === 'response.done' ? field(response, 'output') : [];
  return Array.isArray(output) ? output.filter(isCall).map((each) => ({ item: each, whole: true })) : [];
}
