/**
 * Memory for this package's own VoiceSession, over each of its transports.
 *
 * @module
 */
import { realtimeToolSchema } from '../client/schema.ts';
import { questionIn } from '../voice/memory/question.ts';
import type { VoiceClient } from '../voice/memory/voice-client.ts';
import type { VoiceSession } from '../voice/session/voice-session.ts';
import { VoiceSessionTalk } from './voice-session-talk.ts';

/** As much of a VoiceSession as is used. */
export type MemorySession = Pick<VoiceSession, 'on' | 'heard' | 'addTool' | 'setContext' | 'holdAnswers'>;

/** Options of {@link voiceSession}. */
export interface VoiceSessionMemoryOptions {
  /** Whether answers wait until what is remembered is before the model. Default true. With false what comes in time is put in. */
  readonly respond?: boolean | undefined;
  /** Whether the model is given `search_memory`. Default true. */
  readonly tool?: boolean | undefined;
}

/**
 * A VoiceSession for {@link attachMemory}, before it connects or after. It may disconnect, or be lost, and connect again.
 *
 * Over `localVoice` what is remembered is the `context` that `answer` is given, and `search_memory` one of its `tools`.
 *
 * @example
 * ```ts
 * const session = new VoiceSession({ transport: openaiWebRtc({ getToken }) });
 * const attached = attachMemory(voiceSession(session), { runtime, sessionId: session.sessionId });
 * await session.connect();
 * ```
 */
export function voiceSession(session: MemorySession, { respond = true, tool = true }: VoiceSessionMemoryOptions = {}): VoiceClient {
  return {
    framework: 'voice-session',
    inject: (contextText) => session.setContext(contextText),
    onTool: (answer) => {
      if (!tool) return () => undefined;
      const { name, description, parameters } = realtimeToolSchema();
      return session.addTool({ name, description, parameters, execute: (input) => answer(questionIn(input)) });
    },
    onTurn: (turns) => {
      const talk = new VoiceSessionTalk(turns);
      // first of all: it is what may be refused
      const undo = respond ? [session.holdAnswers((text) => talk.said(text))] : [];
      undo.push(
        session.on('speechEnded', () => talk.finished()),
        session.on('transcriptPartial', (text, { role }) => (role === 'user' ? talk.hearing(text) : talk.answers())),
        session.on('transcriptAvailable', (text, { role }) => (role === 'user' && !respond ? talk.said(text) : undefined)),
        session.on('stateChanged', (state) => (state === 'speaking' ? talk.answers() : undefined)),
        session.on('answerHeard', (words, { interrupted }) => talk.heard(words, interrupted)),
        session.on('disconnected', () => talk.end('')),
      );
      return () => {
        talk.end(session.heard);
        for (const each of undo) each();
      };
    },
  };
}
