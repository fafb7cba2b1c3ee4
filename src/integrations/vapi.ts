/**
 * Memory for assistants of Vapi: a server for their server URL.
 *
 * @module
 */
import { DEFAULT_TOP_K } from '../client/defaults.ts';
import { bridge, type Bridge } from './calls/bridge.ts';
import { punctualMemory, type BridgeOptions, type Wanted } from './calls/punctual-memory.ts';
import { unrecordedTurns } from './calls/spoken-turns.ts';
import { storeCall } from './calls/store-call.ts';
import { workspaceUser } from './calls/unknown-caller.ts';
import { documentsFromSearchResult } from './vapi-documents.ts';
import { endReasonOf, messageIn, queryOf, transcriptOf, whoseCall, type UserIdOf } from './vapi-message.ts';
import { KNOWLEDGE_BASE_REQUEST } from './vapi-payload.ts';
import { vapiSignatureFault } from './vapi-signature.ts';
import { toolCallsIn } from './vapi-tool-calls.ts';
import { carryOut } from './vapi-tools.ts';

export type { Bridge } from './calls/bridge.ts';
export type { CallEnd, CallMemory, CallRecall, CallRecalled, CallRef, CallTurn } from './calls/call-memory.ts';
export { answerMemory, type AnswerMemoryOptions } from './calls/answer-memory.ts';
export { poolMemory } from './calls/pool-memory.ts';
export type { BridgeOptions } from './calls/punctual-memory.ts';
export { runtimeMemory, type CallRuntime } from './calls/runtime-memory.ts';
export type { UserIdOf } from './vapi-message.ts';
export { verifyVapiSignature } from './vapi-signature.ts';

/** Options of {@link vapiBridge}. */
export interface VapiBridgeOptions extends BridgeOptions {
  /**
   * The secret of the credential in Vapi's dashboard: HMAC with SHA256 in hexadecimal, in `x-vapi-signature`, over the body
   * alone; or the secret itself as `x-vapi-secret` or bearer token.
   */
  readonly secret: string;
  /**
   * Whose memory a message is about. Default: `memoair_user_id` in the metadata of the call, its overrides or its assistant,
   * else the customer's number, else nobody that is known: then the call has a memory of its own, `anonymous:` and a hash of
   * its id. Without an id it is about `anonymous`, of whom nothing is kept.
   *
   * Web calls (`message.call.type` is `webCall`) and chats are nobody's unless this says whose: what they carry, metadata
   * too, was written by the page, which the public key lets say anything. Go by what the page cannot make up, such as a
   * token that your server signed, or `message.call.id` as your server has it.
   */
  readonly userIdOf?: UserIdOf | undefined;
  /** Documents of an answer to a knowledge base request. Default 5. */
  readonly topK?: number | undefined;
}

/** Vapi waits twenty seconds, and then sends nothing again unless it was told to. */
const STORE_MS = 18_000;

/**
 * A server for Vapi's server URL, `POST /vapi/webhook`, beside `GET /health`:
 *
 * - `knowledge-base-request` → `{documents}` of the workspace
 * - `tool-calls` of `search_memory {query}` and `record_turn {user_text, assistant_text}` → `{results}`
 * - `end-of-call-report` stores what was said and not recorded, and ends the session
 *
 * Any other message is answered `{}`. What Vapi did not sign is answered 401. What it sends again is stored once.
 *
 * @throws TypeError without a secret
 * @example
 * ```ts
 * const vapi = vapiBridge({ memory: poolMemory(pool), secret: process.env.VAPI_SECRET ?? '' });
 * await serveHttp(vapi, '0.0.0.0', 8080);
 * ```
 */
export function vapiBridge(options: VapiBridgeOptions): Bridge {
  const { secret, userIdOf, topK = DEFAULT_TOP_K, onFault = () => undefined } = options;
  if (!secret) throw new TypeError("secret is required: that of the credential which Vapi's server URL is set up with.");
  const memory = punctualMemory(options, STORE_MS);
  return bridge({
    onFault,
    foreign: (headers, body) => vapiSignatureFault(headers, body, secret),
    routes: {
      '/vapi/webhook': async ({ body, ...arrival }) => {
        const message = messageIn(body);
        if (!message) return {};
        switch (message['type']) {
          case KNOWLEDGE_BASE_REQUEST: {
            const query = queryOf(message);
            const whose = whoseCall(message, userIdOf);
            const wanted = async (): Promise<Wanted> => {
              const call = await whose();
              return { ...call, userId: workspaceUser(call.userId), query, lanes: ['org'], topK: { org: topK } };
            };
            const recalled = await memory.recall(wanted, arrival);
            return { documents: documentsFromSearchResult(recalled, { topK }) };
          }
          case 'tool-calls': {
            const toolbox = { memory, whose: whoseCall(message, userIdOf), utterances: transcriptOf(message).utterances, arrival, onFault };
            return { results: await Promise.all(toolCallsIn(message).map((tool) => carryOut(tool, toolbox))) };
          }
          case 'end-of-call-report': {
            const whose = whoseCall(message, userIdOf);
            const turns = await unrecordedTurns(transcriptOf(message));
            await memory.store(async (calls, signal) => storeCall(calls, { ...(await whose()), signal }, turns, endReasonOf(message)));
            return {};
          }
          default:
            return {};
        }
      },
    },
  });
}
