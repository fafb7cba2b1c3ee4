import { ConnectionError } from './errors.ts';
import type { OpenSocket, SocketRequest } from './socket.ts';

/** WebSocket as Node, Bun and Deno have it: headers may stand in its second argument. */
type HeaderedWebSocket = new (url: string, options: { readonly headers: Readonly<Record<string, string>> }) => WebSocket;

/** True where the platform's own WebSocket sends headers, which no page's does. */
export function sendsHeaders(): boolean {
  return 'process' in globalThis && typeof process === 'object' && process.versions?.node !== undefined && !('document' in globalThis);
}

/** The WebSocket of the platform. @throws ConnectionError voice_live.not_possible_here for what it cannot do */
export const nativeSocket: OpenSocket = (request) => {
  const wanted = impossible(request);
  if (wanted.length > 0) {
    throw new ConnectionError(
      'voice_live.not_possible_here',
      `The WebSocket of this platform cannot do: ${wanted.join(', ')}. Leave them out, or in Node give webSocket: wsSocket(WebSocket) with the package ws.`,
    );
  }
  if (!('WebSocket' in globalThis)) {
    throw new ConnectionError(
      'voice_live.not_possible_here',
      'This platform has no WebSocket. Give webSocket: wsSocket(WebSocket) with the package ws, or use Node 22 or later.',
    );
  }
  const { url, headers } = request;
  if (Object.keys(headers).length === 0) return new WebSocket(url);
  return new (WebSocket as unknown as HeaderedWebSocket)(url, { headers });
};

function impossible({ headers, given }: SocketRequest): string[] {
  const { compression, heartbeat, autoclose, autoping, vendorOptions } = given;
  return [
    ...(sendsHeaders() ? [] : Object.keys(headers).map((name) => `the header ${name}`)),
    ...(compression === false || typeof compression === 'number' ? ['compression other than true'] : []),
    ...(heartbeat ? ['heartbeat'] : []),
    ...(autoclose === false ? ['autoclose: false'] : []),
    ...(autoping === false ? ['autoping: false'] : []),
    ...(Object.keys(vendorOptions ?? {}).length > 0 ? ['vendorOptions'] : []),
  ];
}
