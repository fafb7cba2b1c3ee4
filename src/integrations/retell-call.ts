import { field, type JsonObject } from '../client/json.ts';
import { idAt, objectsOf } from './calls/fields.ts';
import type { Transcript, Utterance } from './calls/spoken-turns.ts';
import { numberAt, unknownCaller } from './calls/unknown-caller.ts';
import { onceAsked, type WhoseCall } from './calls/whose-call.ts';

/** The custom function that stores a turn. */
const RECORD_TURN = 'record_turn';

/** Says whose memory a call is about; null or undefined leaves it to the usual rule. */
export type UserIdOf = (call: JsonObject) => string | null | undefined | Promise<string | null | undefined>;

/** Turns of calls that come without an id stand in one session of the user. */
const SESSION = 'retell';

/** The app's rule may take its time; what is wrong with the call itself is said at once. @throws RuntimeError runtime.bad_request */
export function whoseCall(call: JsonObject, userIdOf: UserIdOf | undefined): WhoseCall {
  const callId = idAt(call['call_id'], 'call.call_id');
  const known = userIdIn(call);
  return onceAsked(async () => {
    const userId = idAt(await userIdOf?.(call), 'userIdOf') ?? known ?? (await unknownCaller(callId));
    return { userId, sessionId: callId ?? SESSION, metadata: { framework: 'retell' } };
  });
}

/**
 * The other end of the line is the caller's on a call that came in, and the one that was called on a call that went out. This
 * end is the agent's, which all callers have in common.
 */
function userIdIn(call: JsonObject): string | null {
  const given = idAt(field(call['metadata'], 'memoair_user_id'), 'call.metadata.memoair_user_id');
  const end = call['direction'] === 'outbound' ? 'to_number' : 'from_number';
  return given ?? numberAt(call[end], `call.${end}`);
}

/** What was said, as far as Retell sent it along: whole after the call, up to now during it. */
export function transcriptOf(call: JsonObject): Transcript {
  const woven = objectsOf(call['transcript_with_tool_calls']);
  const plain = objectsOf(call['transcript_object']);
  const start = call['start_timestamp'];
  const utterances = (woven.length > 0 ? woven : plain).flatMap((entry) => utteranceOf(entry, typeof start === 'number' ? start : NaN));
  const done = woven.filter(({ role, successful }) => role === 'tool_call_result' && successful !== false).map((result) => result['tool_call_id']);
  return { utterances, recorded: woven.filter((entry) => done.includes(entry['tool_call_id'])).flatMap(recordedIn) };
}

function utteranceOf({ role, content, words }: JsonObject, start: number): Utterance[] {
  if (typeof content !== 'string' || (role !== 'user' && role !== 'agent')) return [];
  const second = field(objectsOf(words)[0], 'start');
  const at = start + (typeof second === 'number' ? second * 1000 : 0);
  return [{ by: role === 'user' ? 'user' : 'assistant', text: content, at: Number.isNaN(new Date(at).getTime()) ? null : at }];
}

/** The user text of a `record_turn`; its arguments are JSON in a text. */
function recordedIn({ role, name, arguments: given }: JsonObject): string[] {
  if (role !== 'tool_call_invocation' || name !== RECORD_TURN || typeof given !== 'string') return [];
  try {
    const said = field(JSON.parse(given), 'user_text');
    return typeof said === 'string' ? [said] : [];
  } catch {
    return [];
  }
}

/** Why the call ended, in Retell's words. */
export function endReasonOf(call: JsonObject): string {
  const reason = call['disconnection_reason'];
  return typeof reason === 'string' && reason !== '' ? reason.slice(0, 256) : 'completed';
}
