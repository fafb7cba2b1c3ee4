/**
 * A client for Azure AI Voice Live, for pages and for Node.
 *
 * @module
 */
export { connect, DEFAULT_API_VERSION, type AgentOptions, type ConnectOptions } from './connect.ts';
export { VoiceLiveConnection, type ReceiveOptions } from './connection.ts';
export type { Credential, KeyCredential, TokenAnswer, TokenCredential } from './credential.ts';
export { ConnectionClosed, ConnectionError, type VoiceLiveErrorCode } from './errors.ts';
export type * from './protocol/index.ts';
export {
  ConversationItemResource,
  ConversationResource,
  InputAudioBufferResource,
  OutputAudioBufferResource,
  ResponseResource,
  SessionResource,
  TranscriptionSessionResource,
} from './resources.ts';
export type { OpenSocket, Socket, SocketRequest } from './socket.ts';
export { WEBSOCKET_DEFAULTS, type WebsocketConnectionOptions } from './websocket-options.ts';
export { wsSocket, type WsConstructor, type WsWebSocket } from './ws-socket.ts';
