import { field } from '../../client/json.ts';
import { addressOf, type QueryValue } from './address.ts';
import { VoiceLiveConnection } from './connection.ts';
import { DEFAULT_SCOPES, proofHeaders, proofOf, proofQuery, type Credential } from './credential.ts';
import { ConnectionError } from './errors.ts';
import { Line } from './line.ts';
import { nativeSocket, sendsHeaders } from './native-socket.ts';
import type { OpenSocket, Socket, SocketRequest } from './socket.ts';
import { givenOptions, WEBSOCKET_DEFAULTS, type WebsocketConnectionOptions } from './websocket-options.ts';

/** The version of the service’s interface that is asked for by default. */
export const DEFAULT_API_VERSION = '2025-10-01';

/** An agent of Azure AI Foundry that answers instead of a model. `agentName` and `projectName` belong together. */
export interface AgentOptions {
  readonly agentName?: string | undefined;
  readonly projectName?: string | undefined;
  readonly agentVersion?: string | undefined;
  readonly conversationId?: string | undefined;
  readonly authenticationIdentityClientId?: string | undefined;
  readonly foundryResourceOverride?: string | undefined;
}

/** Options of {@link connect}. */
export interface ConnectOptions extends AgentOptions {
  /** `https://NAME.services.ai.azure.com`, or a proxy of your own, in a page also as `/path` of its origin. Path and parameters stay. */
  readonly endpoint: string;
  readonly credential: Credential;
  /** Which model answers. Needed unless an agent does. */
  readonly model?: string | undefined;
  /** Default `2025-10-01`. */
  readonly apiVersion?: string | undefined;
  /** Further parameters of the address; they win over the others. */
  readonly query?: Readonly<Record<string, QueryValue>> | undefined;
  /** Further headers of the handshake. Not in a page. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly connectionOptions?: WebsocketConnectionOptions | undefined;
  /** What `getToken` is asked for. Default `https://ai.azure.com/.default`. */
  readonly credentialScopes?: string | readonly string[] | undefined;
  /** Opens the WebSocket, with headers. In Node `wsSocket(WebSocket)` with the package `ws`. Default: the platform's WebSocket. */
  readonly webSocket?: OpenSocket | undefined;
  /** Puts `{ key }` into the address where headers cannot be sent. Default false: whoever sees the address has the key. */
  readonly keyInUrl?: boolean | undefined;
  /** Gives up while it is not connected yet; a connection is ended by its `close`. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Connects to Azure AI Voice Live, and resolves when the connection is open. Each call makes a connection of its own.
 *
 * A page cannot send headers. There a token travels as the parameter `authorization` of the address, a key is refused, and so is
 * whatever else a page's WebSocket cannot do.
 *
 * @throws ConnectionError `voice_live.refused`, `.timeout`, `.no_token`, `.bad_option` or `.not_possible_here`
 * @example
 * ```ts
 * await using connection = await connect({
 *   endpoint: 'https://my-resource.services.ai.azure.com',
 *   credential: { getToken: () => fetch('/voice-token').then((answer) => answer.text()) },
 *   model: 'gpt-4o-realtime',
 * });
 * ```
 */
export async function connect(options: ConnectOptions): Promise<VoiceLiveConnection> {
  const { webSocket = nativeSocket, signal } = options;
  signal?.throwIfAborted();
  const request = await requestOf(options, options.webSocket !== undefined || sendsHeaders());
  signal?.throwIfAborted();
  const line = new Line(opened(webSocket, request), request.options);
  await line.opened(signal);
  return new VoiceLiveConnection(line);
}

async function requestOf(options: ConnectOptions, headersTravel: boolean): Promise<SocketRequest> {
  const {
    endpoint,
    credential,
    model,
    apiVersion = DEFAULT_API_VERSION,
    query = {},
    headers = {},
    connectionOptions = {},
    credentialScopes,
    keyInUrl = false,
  } = options;
  const address = (proof: Readonly<Record<string, string>>): string =>
    addressOf(endpoint, { 'api-version': apiVersion, model }, agentQuery(options), query, proof);
  const given = givenOptions(connectionOptions);
  address({}); // what is wrong with the address is told before a token is asked for
  const proof = await proofOf(credential, typeof credentialScopes === 'string' ? [credentialScopes] : (credentialScopes ?? DEFAULT_SCOPES));
  return {
    url: address(headersTravel ? {} : proofQuery(proof, keyInUrl)),
    headers: { ...(headersTravel ? proofHeaders(proof) : {}), ...headers },
    options: { ...WEBSOCKET_DEFAULTS, ...given },
    given,
  };
}

function agentQuery(options: AgentOptions): Readonly<Record<string, QueryValue>> {
  const { agentName, projectName, agentVersion, conversationId, authenticationIdentityClientId, foundryResourceOverride } = options;
  const optional = {
    'agent-version': agentVersion || undefined,
    'conversation-id': conversationId || undefined,
    'agent-authentication-identity-client-id': authenticationIdentityClientId || undefined,
    'foundry-resource-override': foundryResourceOverride || undefined,
  };
  if (agentName && projectName) return { 'agent-name': agentName, 'agent-project-name': projectName, ...optional };
  if (agentName || projectName || Object.values(optional).some((value) => value !== undefined)) {
    throw new ConnectionError('voice_live.bad_option', 'An agent needs both agentName and projectName.');
  }
  return {};
}

function opened(open: OpenSocket, request: SocketRequest): Socket {
  let cause: unknown;
  try {
    const socket: unknown = open(request);
    if (typeof field(socket, 'addEventListener') === 'function') return socket as Socket;
  } catch (thrown) {
    if (thrown instanceof ConnectionError) throw thrown;
    cause = thrown;
  }
  const message = 'The WebSocket could not be created. Check endpoint, options and webSocket; a page of https: may connect to wss: alone.';
  throw new ConnectionError('voice_live.bad_option', message, cause === undefined ? undefined : { cause });
}
