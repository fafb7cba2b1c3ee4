import { field, isObject, type JsonObject } from '../client/json.ts';
import { idAt, objectsOf, wrongField } from './calls/fields.ts';
import type { Transcript, Utterance } from './calls/spoken-turns.ts';
import { numberAt, unknownCaller } from './calls/unknown-caller.ts';
import { onceAsked, type WhoseCall } from './calls/whose-call.ts';
import { RECORD_TURN, toolCallsIn, type ToolCall } from './vapi-tool-calls.ts';

/** Says whose memory a message is about; null or undefined leaves it to the usual rule. */
export type UserIdOf = (message: JsonObject) => string | null | undefined | Promise<string | null | undefined>;

/** Messages that come without a call's id, as a test from the dashboard does, stand in one session of the user. */
const SESSION = 'vapi';
const SPEAKERS: Readonly<Record<string, Utterance['by']>> = { user: 'user', bot: 'assistant', assistant: 'assistant' };

/** The app's rule may take its time; what is wrong with the message itself is said at once. @throws RuntimeError runtime.bad_request */
export function whoseCall(message: JsonObject, userIdOf: UserIdOf | undefined): WhoseCall {
  const { call, chat } = message;
  const callId = idAt(field(call, 'id'), 'message.call.id') ?? idAt(field(chat, 'sessionId') ?? field(chat, 'id'), 'message.chat.id');
  const known = userIdIn(message);
  return onceAsked(async () => {
    const userId = idAt(await userIdOf?.(message), 'userIdOf') ?? known ?? (await unknownCaller(callId));
    return { userId, sessionId: callId ?? SESSION, metadata: { framework: 'vapi' } };
  });
}

/** An id that the app gave to the call or to its assistant, else the caller's number. */
function userIdIn({ call, assistant, customer }: JsonObject): string | null {
  // a page starts these with the public key, and says of itself whatever it likes
  if (!isObject(call) || call['type'] === 'webCall') return null;
  const metadata = [field(call, 'metadata'), field(field(call, 'assistantOverrides'), 'metadata'), field(assistant, 'metadata')];
  for (const each of metadata) {
    const given = idAt(field(each, 'memoair_user_id'), 'metadata.memoair_user_id');
    if (given !== null) return given;
  }
  return numberAt(field(customer, 'number'), 'customer.number') ?? numberAt(field(field(call, 'customer'), 'number'), 'call.customer.number');
}

/** What the user said last, if anything. */
export function lastSaidIn({ messages, messagesOpenAIFormatted }: JsonObject): string | undefined {
  return lastSaid(messages) ?? lastSaid(messagesOpenAIFormatted);
}

/** The same. @throws RuntimeError runtime.bad_request when that is nothing */
export function queryOf(message: JsonObject): string {
  const query = lastSaidIn(message);
  if (query === undefined) throw wrongField('message.messages', 'a list in which the user says something');
  return query;
}

function lastSaid(messages: unknown): string | undefined {
  return objectsOf(messages)
    .filter(({ role }) => role === 'user')
    .map(textOf)
    .findLast((text) => text.trim() !== '');
}

/** What was said, as far as Vapi sent it along: whole in the report, up to now during the call. */
export function transcriptOf({ artifact, messages }: JsonObject): Transcript {
  const lists = [field(artifact, 'messages'), messages, field(artifact, 'messagesOpenAIFormatted')].map(objectsOf);
  const entries = lists.find((list) => list.length > 0) ?? [];
  const done = entries.filter(isDone).map((result) => result['toolCallId']);
  const calls = entries.flatMap(toolCallsIn).filter(({ id }) => done.includes(id));
  return { utterances: entries.flatMap(utteranceOf), recorded: calls.flatMap(recordedIn) };
}

/** Whether it is what `record_turn` gives when the turn was stored. */
const isDone = ({ role, result }: JsonObject): boolean => role === 'tool_call_result' && result === 'ok';

function recordedIn({ name, args }: ToolCall): string[] {
  const said = name === RECORD_TURN ? args?.['user_text'] : undefined;
  return typeof said === 'string' ? [said] : [];
}

function utteranceOf(entry: JsonObject): Utterance[] {
  const { role, time } = entry;
  const by = typeof role === 'string' && Object.hasOwn(SPEAKERS, role) ? SPEAKERS[role] : undefined;
  if (!by) return [];
  return [{ by, text: textOf(entry), at: typeof time === 'number' && time > 0 && !Number.isNaN(new Date(time).getTime()) ? time : null }];
}

/** Vapi's own messages say `message`, those in OpenAI's form say `content`. */
function textOf({ content, message }: JsonObject): string {
  return typeof content === 'string' ? content : typeof message === 'string' ? message : '';
}

/** Why the call ended, in Vapi's words. */
export function endReasonOf({ endedReason }: JsonObject): string {
  return typeof endedReason === 'string' && endedReason !== '' ? endedReason.slice(0, 256) : 'completed';
}

/** The message, or null where the body has none. */
export function messageIn({ message }: JsonObject): JsonObject | null {
  return isObject(message) ? message : null;
}
