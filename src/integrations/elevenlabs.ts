/**
 * Memory for conversations of ElevenLabs: of `@elevenlabs/client`, and of the packages that are built on it.
 *
 * @module
 */
import { field, isObject } from '../client/json.ts';
import { TOOL_NAME } from '../client/schema.ts';
import { systemTimers, type Timers } from '../client/timers.ts';
import { questionIn } from '../voice/memory/question.ts';
import type { AnswerQuestion, VoiceClient } from '../voice/memory/voice-client.ts';
import { ElevenlabsTalk } from './elevenlabs-talk.ts';

/** As much of a Conversation as is used. */
export interface ElevenlabsConversation {
  sendContextualUpdate(text: string): void;
}

/** Options of {@link elevenlabs}. */
export interface ElevenlabsClientOptions {
  /** Time. Default: the system's. */
  readonly timers?: Timers | undefined;
}

/** The voice client, and what it makes of the options of a session. */
export interface ElevenlabsClient extends VoiceClient {
  /** The same options, with callbacks that listen along and the client tool `search_memory`, which the agent has to know too. */
  options<T extends object>(own: T): T;
}

const DETACHED = 'There is no memory here. Go on without it.';

/**
 * Conversations for {@link attachMemory}: it listens by the options that a session is started with, at each start anew. What is
 * remembered is a contextual update, for which an agent does not wait: a recall that was warmed is there before it answers.
 *
 * @example
 * ```ts
 * const voice = elevenlabs();
 * const attached = attachMemory(voice, { runtime, sessionId });
 * const conversation = await Conversation.startSession(voice.options({ agentId, connectionType: 'webrtc' }));
 * ```
 */
export function elevenlabs({ timers = systemTimers }: ElevenlabsClientOptions = {}): ElevenlabsClient {
  let conversation: ElevenlabsConversation | null = null;
  let answer: AnswerQuestion | null = null;
  let talk: ElevenlabsTalk | null = null;
  const listeners: Readonly<Record<string, (value: unknown) => void>> = {
    onConversationCreated: (created) => (conversation = created as ElevenlabsConversation),
    onMessage: (message) => talk?.message(message),
    onAgentResponseCorrection: (correction) => talk?.correction(correction),
    onInterruption: () => talk?.interrupted(),
    onModeChange: (change) => talk?.mode(field(change, 'mode')),
    onIncomingEvent: (event) => talk?.event(event),
    onDisconnect: () => {
      conversation = null;
      talk?.end();
    },
  };
  return {
    framework: 'elevenlabs',
    options: (own) => {
      const theirs = own as Readonly<Record<string, unknown>>;
      const both = Object.entries(listeners).map(([name, listen]) => [name, joint(listen, theirs[name])]);
      const tools = isObject(theirs['clientTools']) ? theirs['clientTools'] : {};
      const search = async (parameters: unknown): Promise<string> => (answer ? answer(questionIn(parameters)) : DETACHED);
      return { ...own, ...Object.fromEntries(both), clientTools: { ...tools, [TOOL_NAME]: search } };
    },
    inject: (contextText) => conversation?.sendContextualUpdate(contextText),
    onTurn: (turns) => {
      const current = new ElevenlabsTalk(turns, timers);
      talk = current;
      return () => {
        current.end();
        talk = null;
      };
    },
    onTool: (given) => {
      answer = given;
      return () => (answer = null);
    },
  };
}

function joint(first: (value: unknown) => void, second: unknown): (...values: unknown[]) => unknown {
  return (...values) => {
    first(values[0]);
    return typeof second === 'function' ? (second as (...values: unknown[]) => unknown)(...values) : undefined;
  };
}
