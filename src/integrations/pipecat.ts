/**
 * Memory for Pipecat's client, `@pipecat-ai/client-js`, over any of its transports.
 *
 * @module
 */
import { field, isObject } from '../client/json.ts';
import { TOOL_NAME } from '../client/schema.ts';
import { systemTimers, type Timers } from '../client/timers.ts';
import { questionIn } from '../voice/memory/question.ts';
import type { TurnListener, VoiceClient } from '../voice/memory/voice-client.ts';
import { PipecatTalk } from './pipecat-talk.ts';

/** As much of a PipecatClient as is used. */
export interface PipecatVoiceClient {
  on(event: never, listener: never): unknown;
  off(event: never, listener: never): unknown;
  sendText(text: string, options: { run_immediately: boolean }): Promise<void>;
  registerFunctionCallHandler(name: string, handler: (call: { functionName: string; arguments: Record<string, unknown> }) => Promise<string>): void;
  unregisterFunctionCallHandler(name: string): void;
}

/** Options of {@link pipecat}. */
export interface PipecatOptions {
  /** Time. Default: the system's. */
  readonly timers?: Timers | undefined;
}

/**
 * A PipecatClient for {@link attachMemory}. The bot has to pass the model's calls of `search_memory` on to the client. The
 * client may disconnect and connect again.
 *
 * @example
 * ```ts
 * const client = new PipecatClient({ transport });
 * const attached = attachMemory(pipecat(client), { runtime, sessionId });
 * await client.connect(…);
 * ```
 */
export function pipecat(client: PipecatVoiceClient, { timers = systemTimers }: PipecatOptions = {}): VoiceClient {
  return {
    framework: 'pipecat',
    inject: (contextText) => client.sendText(contextText, { run_immediately: false }),
    onTool: (answer) => {
      client.registerFunctionCallHandler(TOOL_NAME, async (call) => answer(questionIn(call.arguments)));
      return () => client.unregisterFunctionCallHandler(TOOL_NAME);
    },
    onTurn: (turns) => {
      const talk = new PipecatTalk(turns, timers);
      const listeners = Object.entries(listenersOf(talk, turns));
      for (const [event, listener] of listeners) client.on(event as never, listener as never);
      return () => {
        for (const [event, listener] of listeners) client.off(event as never, listener as never);
        talk.end();
      };
    },
  };
}

/** Bots are programs of the app's own, and the package hands on what they send. */
const listenersOf = (talk: PipecatTalk, turns: TurnListener): Readonly<Record<string, (value: unknown) => void>> => ({
  userTranscript: (transcript) => {
    const text = field(transcript, 'text');
    if (typeof text !== 'string') return;
    if (field(transcript, 'final') === true) talk.said(text);
    else turns.hearing(text);
  },
  userStartedSpeaking: () => talk.userSpeaks(),
  botStartedSpeaking: () => talk.speaks(true),
  botStoppedSpeaking: () => talk.speaks(false),
  botOutput: (output) => {
    if (isObject(output)) talk.output(output);
  },
  disconnected: () => talk.end(),
});
