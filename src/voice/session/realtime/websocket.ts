import type { JsonObject } from '../../../client/json.ts';
import { sendsHeaders } from '../../voice-live/native-socket.ts';
import type { Socket } from '../../voice-live/socket.ts';
import { badOption, VoiceSessionError } from '../errors.ts';
import type { VoiceTransport } from '../transport.ts';
import { secretOf, type RealtimeCredential } from './credential.ts';
import { realtimeTransport } from './realtime-transport.ts';
import type { Wire, WireListener } from './wire.ts';

/** What is asked of who opens a WebSocket. */
export interface RealtimeSocketRequest {
  readonly url: string;
  /** In a page, where headers cannot be sent. They hold the token: do not log them. */
  readonly protocols: readonly string[];
  /** Where they can. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Opens a WebSocket at once; it need not be open when it returns. */
export type OpenRealtimeSocket = (request: RealtimeSocketRequest) => Socket;

/** Options of {@link openaiWebSocket}. */
export interface OpenaiWebSocketOptions extends RealtimeCredential {
  /** Default `wss://api.openai.com/v1/realtime`, to which the model is added. */
  readonly url?: string | undefined;
  /** Names of events and of settings as before general availability. Default false. */
  readonly beta?: boolean | undefined;
  /** Opens the WebSocket, in Node 20 with the package `ws`: `({ url, headers }) => new WebSocket(url, { headers })`. Default: the platform's. */
  readonly webSocket?: OpenRealtimeSocket | undefined;
}

const ENDPOINT = 'wss://api.openai.com/v1/realtime';

/**
 * OpenAI Realtime over a WebSocket. In a page the token travels as a subprotocol, and has to be a short-lived one.
 *
 * @example
 * ```ts
 * const session = new VoiceSession({ model: 'gpt-realtime', transport: openaiWebSocket({ getToken: () => fetch('/voice-token').then((r) => r.text()) }) });
 * ```
 */
export function openaiWebSocket(options: OpenaiWebSocketOptions = {}): VoiceTransport {
  const { url = ENDPOINT, beta = false, webSocket = platformSocket } = options;
  return realtimeTransport('openai-websocket', beta ? 'beta' : 'ga', async ({ model }, listener, signal) => {
    const secret = await secretOf(options);
    signal.throwIfAborted();
    return opened(webSocket({ url: withModel(url, model), ...proof(secret, beta) }), listener, signal);
  });
}

function withModel(endpoint: string, model: string): string {
  let url: URL;
  try {
    url = new URL(endpoint);
  } catch {
    throw badOption('url', 'an address that begins with wss:');
  }
  if (!url.searchParams.has('model')) url.searchParams.set('model', model);
  return url.href;
}

function proof(secret: string | null, beta: boolean): Pick<RealtimeSocketRequest, 'protocols' | 'headers'> {
  if (sendsHeaders()) {
    return { protocols: [], headers: { ...(secret === null ? {} : { Authorization: `Bearer ${secret}` }), ...(beta ? { 'OpenAI-Beta': 'realtime=v1' } : {}) } };
  }
  const protocols = ['realtime', ...(secret === null ? [] : [`openai-insecure-api-key.${secret}`]), ...(beta ? ['openai-beta.realtime-v1'] : [])];
  return { protocols, headers: {} };
}

/** WebSocket as Node, Bun and Deno have it: headers may stand in its second argument. */
type HeaderedWebSocket = new (url: string, options: { readonly headers: Readonly<Record<string, string>> }) => WebSocket;

const platformSocket: OpenRealtimeSocket = ({ url, protocols, headers }) => {
  if (!('WebSocket' in globalThis)) {
    const message =
      'This platform has no WebSocket. Give webSocket: ({ url, headers }) => new WebSocket(url, { headers }) with the package ws, or use Node 22 or later.';
    throw new VoiceSessionError('voice_session.not_possible_here', message);
  }
  if (Object.keys(headers).length > 0) return new (WebSocket as unknown as HeaderedWebSocket)(url, { headers });
  return new WebSocket(url, [...protocols]);
};

/** Milliseconds that a goodbye waits for the other side's. */
const GOODBYE_MS = 2000;

async function opened(socket: Socket, listener: WireListener, signal: AbortSignal): Promise<Wire> {
  let isOpen = false;
  let whenClosed!: () => void;
  const closed = new Promise<void>((resolve) => (whenClosed = resolve));
  await new Promise<void>((resolve, reject) => {
    const giveUp = (): void => {
      socket.close();
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', giveUp, { once: true });
    let cause: unknown;
    socket.addEventListener('open', () => {
      signal.removeEventListener('abort', giveUp);
      isOpen = true;
      resolve();
    });
    socket.addEventListener('error', (event) => (cause ??= (event as { readonly error?: unknown }).error));
    socket.addEventListener('message', ({ data }) => read(data, listener));
    socket.addEventListener('close', ({ code }) => {
      signal.removeEventListener('abort', giveUp);
      whenClosed();
      const reason = new Error(`closed with code ${code}`, cause === undefined ? undefined : { cause });
      if (isOpen) return listener.lost(reason);
      const message = 'The connection could not be established. Check url, credential, model and network.';
      reject(new VoiceSessionError('voice_session.refused', message, { cause: reason }));
    });
  });
  return {
    send: (event: JsonObject) => socket.send(JSON.stringify(event)),
    close: async () => {
      socket.close(1000);
      let timer: ReturnType<typeof setTimeout> | undefined;
      const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, GOODBYE_MS)));
      await Promise.race([closed, late]);
      clearTimeout(timer);
      socket.terminate?.();
    },
  };
}

function read(data: unknown, listener: WireListener): void {
  let value: unknown;
  try {
    value = JSON.parse(typeof data === 'string' ? data : new TextDecoder('utf-8', { fatal: true }).decode(data as ArrayBuffer));
  } catch {
    return listener.unreadable('no JSON');
  }
  listener.message(value);
}
