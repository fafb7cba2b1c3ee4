/**
 * Memory for Live sessions of OpenAI (GPT-Live): over a WebSocket, or over the data channel of a WebRTC connection.
 *
 * @module
 */
import { field, type JsonObject } from '../client/json.ts';
import { systemTimers, type Timers } from '../client/timers.ts';
import type { AnswerQuestion, VoiceClient } from '../voice/memory/voice-client.ts';
import { LiveTalk } from './openai-live-talk.ts';
import { listenTo, sendOver, type RealtimeChannel } from './realtime-channel.ts';
import { wholeLines } from './whole-lines.ts';

export type { RealtimeChannel } from './realtime-channel.ts';

/** Options of {@link openaiLive}. */
export interface OpenaiLiveOptions {
  /** Whether work that the model delegates to the app is given what is remembered. Default true. */
  readonly delegations?: boolean | undefined;
  /** Time. Default: the system's. */
  readonly timers?: Timers | undefined;
}

/** A context has at most 500 tokens, which are three bytes or more on average in any language. */
const CONTEXT_BYTES = 1_500;

/**
 * A Live session's channel for {@link attachMemory}. The model speaks and listens at once and does not wait: what is remembered
 * is put into its thoughts when the user pauses, and a recall that was warmed is there before it answers. A delegation to the
 * client, which says nothing of what is wanted, is given what is remembered of what the user said last; the app may carry it
 * out all the same. After a reconnect attach the new channel, with the same sessionId.
 *
 * @example
 * ```ts
 * const channel = connection.createDataChannel('oai-events');
 * const attached = attachMemory(openaiLive(channel), { runtime, sessionId });
 * // of the package openai, in Node: openaiLive(live.socket.platformSocket)
 * ```
 */
export function openaiLive(channel: RealtimeChannel, { delegations = true, timers = systemTimers }: OpenaiLiveOptions = {}): VoiceClient {
  const think = (content: string, delegation: string | null): void =>
    sendOver(channel, { type: 'session.thinking.append', content: wholeLines(content, CONTEXT_BYTES), delegation_id: delegation });
  let answer: AnswerQuestion | null = null;
  const delegated = async (event: JsonObject): Promise<void> => {
    const { id, target } = fieldsOf(event['delegation']);
    if (!answer || !delegations || target !== 'client' || typeof id !== 'string') return;
    const text = await answer({ query: '' });
    try {
      think(text, id);
    } catch {
      // the session is over
    }
  };
  return {
    framework: 'openai-live',
    inject: (contextText) => think(contextText, null),
    onTool: (given) => {
      answer = given;
      return () => (answer = null);
    },
    onTurn: (turns) => {
      const talk = new LiveTalk(turns, timers);
      const onEvent = (event: JsonObject): void => {
        talk.event(event);
        if (event['type'] === 'session.delegation.created') void delegated(event);
      };
      const stop = listenTo(channel, onEvent, () => talk.end());
      return () => {
        stop();
        talk.end();
      };
    },
  };
}

const fieldsOf = (delegation: unknown): { readonly id: unknown; readonly target: unknown } => ({
  id: field(delegation, 'id'),
  target: field(delegation, 'target'),
});
