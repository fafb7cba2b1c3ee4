/**
 * Memory for calls of Vapi in a page: of `@vapi-ai/web`. For a server that Vapi calls, see `memoair-web/integrations/vapi`.
 *
 * @module
 */
import { field, isObject, type JsonObject } from '../client/json.ts';
import { TOOL_NAME } from '../client/schema.ts';
import { systemTimers, type Timers } from '../client/timers.ts';
import { questionIn } from '../voice/memory/question.ts';
import type { AnswerQuestion, VoiceClient } from '../voice/memory/voice-client.ts';
import { VapiWebTalk } from './vapi-web-talk.ts';

/** As much of a Vapi as is used. */
export interface VapiWebClient {
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'call-end', listener: () => void): unknown;
  removeListener(event: 'message', listener: (message: unknown) => void): unknown;
  removeListener(event: 'call-end', listener: () => void): unknown;
  send(message: { type: 'add-message'; message: { role: 'system'; content: string }; triggerResponseEnabled: boolean }): void;
}

/** Options of {@link vapiWeb}. */
export interface VapiWebOptions {
  /** Time. Default: the system's. */
  readonly timers?: Timers | undefined;
}

/**
 * A Vapi for {@link attachMemory}. The assistant's `clientMessages` have to hold `transcript`, `user-interrupted`,
 * `speech-update`, and `tool-calls` where it has the tool `search_memory`; with `assistant.speechStarted` what was heard is
 * known to the word where its voice tells it. A tool of the page cannot return a result, so that the answer is a message.
 *
 * @example
 * ```ts
 * const vapi = new Vapi(publicKey);
 * const attached = attachMemory(vapiWeb(vapi), { runtime, sessionId });
 * await vapi.start(assistantId);
 * ```
 */
export function vapiWeb(vapi: VapiWebClient, { timers = systemTimers }: VapiWebOptions = {}): VoiceClient {
  const add = (content: string, triggerResponseEnabled: boolean): void =>
    vapi.send({ type: 'add-message', message: { role: 'system', content }, triggerResponseEnabled });
  const reply = async (answer: AnswerQuestion, call: JsonObject): Promise<void> => {
    const text = await answer(questionIn(field(call['function'], 'arguments')));
    try {
      add(`${TOOL_NAME} found:\n${text}`, true);
    } catch {
      // the call is over
    }
  };
  return {
    framework: 'vapi-web',
    inject: (contextText) => add(contextText, false),
    onTool: (answer) => {
      const onMessage = (message: unknown): void => {
        if (field(message, 'type') !== 'tool-calls') return;
        const calls = field(message, 'toolCallList');
        if (!Array.isArray(calls)) return;
        for (const call of calls) if (isObject(call) && field(call['function'], 'name') === TOOL_NAME) void reply(answer, call);
      };
      vapi.on('message', onMessage);
      return () => vapi.removeListener('message', onMessage);
    },
    onTurn: (turns) => {
      const talk = new VapiWebTalk(turns, timers);
      const onMessage = (message: unknown): void => {
        if (isObject(message)) talk.message(message);
      };
      const onEnd = (): void => talk.end();
      vapi.on('message', onMessage);
      vapi.on('call-end', onEnd);
      return () => {
        vapi.removeListener('message', onMessage);
        vapi.removeListener('call-end', onEnd);
        talk.end();
      };
    },
  };
}
