/**
 * Memory for rooms of LiveKit, in the page of the person whose memory it is: an agent on a server asks the page, so that the
 * memory never leaves the device but for what answers the question.
 *
 * @module
 */
import { TOOL_NAME } from '../client/schema.ts';
import { questionIn } from '../voice/memory/question.ts';
import type { VoiceClient } from '../voice/memory/voice-client.ts';
import { LivekitTalk, type TranscriptionSegment } from './livekit-client-talk.ts';
import { wholeLines } from './whole-lines.ts';

/** As much of a participant as is used. */
export interface LivekitParticipant {
  readonly identity: string;
  readonly isAgent: boolean;
  readonly isSpeaking: boolean;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A call that a participant makes. */
export interface LivekitCall {
  readonly callerIdentity: string;
  readonly payload: string;
}

/** A text that comes in pieces. */
export interface LivekitReader extends AsyncIterable<string> {
  readonly info: { readonly id: string; readonly attributes?: Readonly<Record<string, string>> | undefined };
}

type TextHandler = (reader: LivekitReader, from: { readonly identity: string }) => void;

/** As much of a Room as is used. */
export interface LivekitRoom {
  readonly localParticipant: LivekitParticipant & {
    sendText(text: string, options: { topic: string; destinationIdentities: string[] }): Promise<unknown>;
  };
  readonly remoteParticipants: ReadonlyMap<string, LivekitParticipant>;
  registerRpcMethod(method: string, handler: (call: LivekitCall) => Promise<string>): void;
  unregisterRpcMethod(method: string): void;
  registerTextStreamHandler(topic: string, handler: TextHandler): void;
  unregisterTextStreamHandler(topic: string): void;
  on(event: string, listener: (...args: never[]) => void): unknown;
  off(event: string, listener: (...args: never[]) => void): unknown;
}

/** Options of {@link livekitClient}. */
export interface LivekitClientOptions {
  /** Under which topic the agent is sent what is remembered, as a text stream, for each thing the user says. Default: it asks. */
  readonly contextTopic?: string | undefined;
}

const TRANSCRIPTION = 'lk.transcription';

/** What an answer may have, in bytes: the limit of a call is 15,360 each way. */
const ANSWER_BYTES = 15_000;

/**
 * A Room for {@link attachMemory}. It answers the RPC method `search_memory`, whose payload is the query, or JSON with `query`
 * and `intent`; only agents are answered. The talk is read from the agent's transcriptions, which go as far as was heard.
 *
 * @example
 * ```ts
 * const attached = attachMemory(livekitClient(room), { runtime, sessionId: room.name });
 * // the agent: await room.localParticipant.performRpc({ destinationIdentity, method: 'search_memory', payload: JSON.stringify({ query }) })
 * ```
 */
export function livekitClient(room: LivekitRoom, { contextTopic }: LivekitClientOptions = {}): VoiceClient {
  const agents = (): string[] => [...room.remoteParticipants.values()].filter(({ isAgent }) => isAgent).map(({ identity }) => identity);
  return {
    framework: 'livekit-client',
    inject:
      contextTopic === undefined
        ? null
        : async (contextText) => {
            const destinationIdentities = agents();
            // none is all
            if (destinationIdentities.length > 0) await room.localParticipant.sendText(contextText, { topic: contextTopic, destinationIdentities });
          },
    onTool: (answer) => {
      room.registerRpcMethod(TOOL_NAME, async ({ callerIdentity, payload }) => {
        // whoever is in the room may call
        if (!agents().includes(callerIdentity)) throw new Error('Only an agent may ask for what is remembered.');
        return wholeLines(await answer(questionIn(payload)), ANSWER_BYTES);
      });
      return () => room.unregisterRpcMethod(TOOL_NAME);
    },
    onTurn: (turns) => {
      const talk = new LivekitTalk(room, turns);
      const onAttributes = (_changed: unknown, participant: LivekitParticipant): void => talk.attributes(participant);
      const onLegacy = (segments: readonly TranscriptionSegment[], participant?: LivekitParticipant): void => talk.segments(segments, participant);
      const onDisconnected = (): void => talk.end();
      let undo = (): void => room.unregisterTextStreamHandler(TRANSCRIPTION);
      try {
        room.registerTextStreamHandler(TRANSCRIPTION, (reader, { identity }) => void talk.stream(reader, identity));
      } catch {
        // the app reads the streams itself, which only one can; agents send the same by the event that was before them
        room.on('transcriptionReceived', onLegacy);
        undo = () => room.off('transcriptionReceived', onLegacy);
      }
      room.on('participantAttributesChanged', onAttributes);
      room.on('disconnected', onDisconnected);
      return () => {
        undo();
        room.off('participantAttributesChanged', onAttributes);
        room.off('disconnected', onDisconnected);
        talk.end();
      };
    },
  };
}
