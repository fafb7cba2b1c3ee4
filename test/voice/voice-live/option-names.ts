import type { ConnectOptions } from '../../../src/voice/voice-live/connect.ts';
import type * as resources from '../../../src/voice/voice-live/resources.ts';
import type { WebsocketConnectionOptions } from '../../../src/voice/voice-live/websocket-options.ts';

type Taken<Method> = Method extends (options: infer Options) => unknown ? keyof NonNullable<Options> : never;
type MethodsOf<Class> = { readonly [Name in keyof Class]: Taken<Class[Name]> }[keyof Class];
type MethodOption =
  | MethodsOf<resources.SessionResource>
  | MethodsOf<resources.ResponseResource>
  | MethodsOf<resources.InputAudioBufferResource>
  | MethodsOf<resources.ConversationItemResource>
  // of send and close
  | 'event'
  | 'code'
  | 'reason';

// what is missing here, or is no option, does not compile
const method: Readonly<Record<MethodOption, true>> = {
  session: true,
  eventId: true,
  response: true,
  additionalInstructions: true,
  responseId: true,
  audio: true,
  item: true,
  previousItemId: true,
  itemId: true,
  audioEndMs: true,
  contentIndex: true,
  event: true,
  code: true,
  reason: true,
};
const connecting: Readonly<Record<keyof ConnectOptions, true>> = {
  endpoint: true,
  credential: true,
  model: true,
  apiVersion: true,
  query: true,
  headers: true,
  connectionOptions: true,
  credentialScopes: true,
  agentName: true,
  projectName: true,
  agentVersion: true,
  conversationId: true,
  authenticationIdentityClientId: true,
  foundryResourceOverride: true,
  webSocket: true,
  keyInUrl: true,
  signal: true,
};
const socket: Readonly<Record<keyof WebsocketConnectionOptions, true>> = {
  compression: true,
  maxMsgSize: true,
  heartbeat: true,
  autoclose: true,
  autoping: true,
  receiveTimeout: true,
  closeTimeout: true,
  handshakeTimeout: true,
  vendorOptions: true,
};

export const METHOD_OPTIONS: readonly string[] = Object.keys(method);
export const CONNECT_OPTIONS: readonly string[] = Object.keys(connecting);
export const SOCKET_OPTIONS: readonly string[] = Object.keys(socket);

export const camelCase = (name: string): string => name.replace(/_([a-z])/g, (_whole, letter: string) => letter.toUpperCase());
