/**
 * Memory for agents of Retell: a server for their custom functions and webhook.
 *
 * @module
 */
import { bridge, type Bridge } from './calls/bridge.ts';
import { objectAt, saidAt, turnAt, wrongField } from './calls/fields.ts';
import { punctualMemory, type BridgeOptions } from './calls/punctual-memory.ts';
import { storeCall } from './calls/store-call.ts';
import { turnIdOf, unrecordedTurns } from './calls/spoken-turns.ts';
import { endReasonOf, transcriptOf, whoseCall, type UserIdOf } from './retell-call.ts';
import { retellSignatureFault } from './retell-signature.ts';

export type { Bridge } from './calls/bridge.ts';
export type { CallEnd, CallMemory, CallRecall, CallRecalled, CallRef, CallTurn } from './calls/call-memory.ts';
export { answerMemory, type AnswerMemoryOptions } from './calls/answer-memory.ts';
export { poolMemory } from './calls/pool-memory.ts';
export type { BridgeOptions } from './calls/punctual-memory.ts';
export { runtimeMemory, type CallRuntime } from './calls/runtime-memory.ts';
export type { UserIdOf } from './retell-call.ts';
export { verifyRetellSignature } from './retell-signature.ts';

/** Options of {@link retellBridge}. */
export interface RetellBridgeOptions extends BridgeOptions {
  /** The API key that has the webhook badge in Retell's dashboard: what Retell signs with. */
  readonly signingSecret: string;
  /**
   * Whose memory a call is about. Default: `metadata.memoair_user_id`, else the number at the other end of the line, else
   * nobody that is known: then the call has a memory of its own, `anonymous:` and a hash of its id. Without an id it is about
   * `anonymous`, of whom nothing is kept.
   */
  readonly userIdOf?: UserIdOf | undefined;
}

/** Retell waits ten seconds for its webhook. What was not stored by then it sends again. */
const STORE_MS = 9_000;

/**
 * A server for Retell. `POST /retell/search_memory` and `POST /retell/record_turn` are its custom functions
 * (`{call, args: {query}}` → `{contextText}`, `{call, args: {user_text, assistant_text}}` → `{status: "ok"}`);
 * `POST /retell/webhook` ends the session of a call that ended, and stores what was said in it and not recorded;
 * `GET /health`. What Retell did not sign is answered 401. What it sends again is stored once.
 *
 * @throws TypeError without a signing secret
 * @example
 * ```ts
 * const pool = new RuntimePool({ projectId: 'proj_1', cloudBaseUrl: '', maxConcurrentUsers: 64 });
 * const retell = retellBridge({ memory: poolMemory(pool), signingSecret: process.env.RETELL_SIGNING_SECRET ?? '' });
 * await serveHttp(retell, '0.0.0.0', 8080);
 * ```
 */
export function retellBridge(options: RetellBridgeOptions): Bridge {
  const { signingSecret, userIdOf, onFault = () => undefined } = options;
  if (!signingSecret) throw new TypeError('signingSecret is required: the API key with the webhook badge in the dashboard of Retell.');
  const memory = punctualMemory(options, STORE_MS);
  return bridge({
    onFault,
    foreign: (headers, body) => retellSignatureFault(body, headers.get('x-retell-signature'), signingSecret),
    routes: {
      '/retell/search_memory': async ({ body, ...arrival }) => {
        const query = saidAt(argsOf(body['args'])['query'], 'args.query');
        const whose = whoseCall(objectAt(body['call'], 'call'), userIdOf);
        const { contextText } = await memory.recall(async () => ({ ...(await whose()), query }), arrival);
        return { contextText };
      },
      '/retell/record_turn': async ({ body }) => {
        const turn = turnAt(argsOf(body['args']));
        const call = objectAt(body['call'], 'call');
        const whose = whoseCall(call, userIdOf);
        const turnId = await turnIdOf(turn, transcriptOf(call).utterances);
        await memory.store(async (calls, signal) => calls.record({ ...(await whose()), signal, turnId, ...turn }));
        return { status: 'ok' };
      },
      '/retell/webhook': async ({ body }) => {
        if (body['event'] !== 'call_ended') return { status: 'ok' };
        const call = objectAt(body['call'], 'call');
        const whose = whoseCall(call, userIdOf);
        const turns = await unrecordedTurns(transcriptOf(call));
        await memory.store(async (calls, signal) => storeCall(calls, { ...(await whose()), signal }, turns, endReasonOf(call)));
        return { status: 'ok' };
      },
    },
  });
}

/** Retell can be told to send arguments alone; then nobody knows whose they are. */
function argsOf(args: unknown): ReturnType<typeof objectAt> {
  if (args === undefined || args === null) throw wrongField('args', 'an object beside call: switch "Payload: args only" off');
  return objectAt(args, 'args');
}
