/// <reference lib="esnext.disposable" preserve="true" />
/**
 * Documents for Vapi's knowledge base requests, for a server of the app's own. One that answers all that Vapi sends is in
 * `memoair-web/integrations/vapi`, which a Worker can load too.
 *
 * @module
 */
import { assertClientOptions } from '../client/client-options.ts';
import { DEFAULT_TOP_K } from '../client/defaults.ts';
import { isObject } from '../client/json.ts';
import { DEFAULT_TIMEOUT_MS } from '../contract/defaults.ts';
import { reasonOf } from '../contract/errors.ts';
import type { LaneName } from '../contract/types.ts';
import { MemoAirVoiceClient } from '../node/sdk.ts';
import { documentsFromSearchResult, type VapiKnowledgeBaseResponse } from './vapi-documents.ts';
import { extractQuery, KNOWLEDGE_BASE_REQUEST, messageType, VapiWebhookError } from './vapi-payload.ts';
import { clientOptionsOf, type MemoAirVapiSearchOptions } from './vapi-search-options.ts';

export { documentsFromSearchResult, type VapiDocument, type VapiKnowledgeBaseResponse, type VapiSearchResult } from './vapi-documents.ts';
export { extractQuery, KNOWLEDGE_BASE_REQUEST, messageType, VapiWebhookError } from './vapi-payload.ts';
export type { MemoAirVapiSearchOptions } from './vapi-search-options.ts';
export { verifyVapiSignature } from './vapi-signature.ts';

/** Whose memory is searched, and which lanes of it: both only where the search is not about the workspace alone. */
export interface VapiSearchOptions {
  readonly userId?: string | null | undefined;
  /** Default the org lane. */
  readonly lanes?: readonly LaneName[] | null | undefined;
}

/**
 * Answers Vapi's knowledge base requests from the memory of a workspace.
 *
 * @example
 * ```ts
 * const search = new MemoAirVapiSearch({ apiKey, projectId: 'proj_1', agentId: 'agent_1' });
 * const body = new Uint8Array(await request.arrayBuffer());
 * if (!(await verifyVapiSignature(body, request.headers.get('x-vapi-signature'), secret))) return new Response(null, { status: 401 });
 * return Response.json(await search.handleRequest(JSON.parse(new TextDecoder().decode(body))));
 * ```
 */
export class MemoAirVapiSearch implements AsyncDisposable {
  readonly #client: NonNullable<MemoAirVapiSearchOptions['client']>;
  readonly #orgOnly: boolean;
  readonly #topK: number;
  readonly #timeoutMs: number;

  /** @throws TypeError when apiKey (with a cloud), projectId or agentId is missing or empty */
  constructor(options: MemoAirVapiSearchOptions) {
    const made = clientOptionsOf(options);
    if (!options.client) assertClientOptions(made);
    this.#client = options.client ?? new MemoAirVoiceClient(made);
    this.#orgOnly = options.orgOnly ?? true;
    this.#topK = options.topK ?? DEFAULT_TOP_K;
    this.#timeoutMs = options.searchTimeoutMs ?? DEFAULT_TIMEOUT_MS;
  }

  /** The documents for a query. Rejects as the client's `searchMemory` does. */
  async search(query: string, { userId, lanes }: VapiSearchOptions = {}): Promise<VapiKnowledgeBaseResponse> {
    const topK = this.#topK;
    const found = await this.#client.searchMemory(query, {
      lanes: this.#orgOnly ? ['org'] : (lanes ?? ['org']),
      timeoutMs: this.#timeoutMs,
      ...(topK > 0 ? { topK: { org: topK } } : {}),
      ...(userId && !this.#orgOnly ? { user: { id: userId } } : {}),
    });
    return { documents: documentsFromSearchResult(found, { topK }) };
  }

  /**
   * The answer to a payload, as JSON has it: documents, none when the search fails (then the console says so), and `{}` for
   * any other message.
   *
   * @throws VapiWebhookError when a knowledge base request is not one
   */
  async handleRequest(payload: unknown, { userId }: Pick<VapiSearchOptions, 'userId'> = {}): Promise<VapiKnowledgeBaseResponse | Record<string, never>> {
    if (!isObject(payload)) throw new VapiWebhookError('The payload has to be one JSON object.');
    if (messageType(payload) !== KNOWLEDGE_BASE_REQUEST) return {};
    const query = extractQuery(payload);
    try {
      return await this.search(query, { userId });
    } catch (thrown) {
      console.warn(`MemoAirVapiSearch: a search failed (${reasonOf(thrown)}).`);
      return { documents: [] };
    }
  }

  /** Closes the client. */
  async aclose(): Promise<void> {
    await this.#client.aclose();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.aclose();
  }
}
