import { ConnectionError } from './errors.ts';

/**
 * How the WebSocket behaves. **Times are in seconds**, as in the vendor's SDK. A page can do some of it only: what it cannot is
 * refused with `voice_live.not_possible_here` when it is asked for.
 */
export interface WebsocketConnectionOptions {
  /** Compression of messages: on, off, or the bits of zlib's window (9 to 15). Default: as the WebSocket does. A page always offers it. */
  readonly compression?: boolean | number;
  /** The biggest message that is taken, in bytes; one that is bigger closes the connection. 0: any. Default 4 MiB. */
  readonly maxMsgSize?: number;
  /** Seconds between pings; a connection that leaves half of that without a pong is closed with 1006. 0: none. Default 30. With the package `ws` alone. */
  readonly heartbeat?: number;
  /** Answers the other side's goodbye. Default true; every WebSocket here does, so false is refused. */
  readonly autoclose?: boolean;
  /** Answers pings. Default true. A page always does. */
  readonly autoping?: boolean;
  /** Seconds that `recv` waits for a message. 0, the default: for ever. */
  readonly receiveTimeout?: number;
  /** Seconds that `close` waits for the other side's goodbye. Default 10. */
  readonly closeTimeout?: number;
  /** Seconds that `connect` waits for the socket to open. 0, the default: as long as the platform does. */
  readonly handshakeTimeout?: number;
  /** Handed as they are to the constructor of `ws`, and to no other. */
  readonly vendorOptions?: Readonly<Record<string, unknown>>;
}

/** What holds where a caller gives nothing. */
export const WEBSOCKET_DEFAULTS: Readonly<Required<Pick<WebsocketConnectionOptions, 'maxMsgSize' | 'heartbeat' | 'autoclose' | 'autoping' | 'closeTimeout'>>> =
  {
    maxMsgSize: 4 * 1024 * 1024,
    heartbeat: 30,
    autoclose: true,
    autoping: true,
    closeTimeout: 10,
  };

const NUMBERS = ['maxMsgSize', 'heartbeat', 'receiveTimeout', 'closeTimeout', 'handshakeTimeout'] as const;

/** What was really given: null and undefined are as good as not given. @throws ConnectionError voice_live.bad_option */
export function givenOptions(options: WebsocketConnectionOptions): WebsocketConnectionOptions {
  const given: WebsocketConnectionOptions = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== null && value !== undefined));
  for (const name of NUMBERS) {
    const value: unknown = given[name] ?? 0;
    if (typeof value !== 'number' || !(value >= 0))
      throw new ConnectionError('voice_live.bad_option', `connectionOptions.${name} has to be a number, 0 or more.`);
  }
  const { compression } = given;
  if (typeof compression === 'number' && !(Number.isInteger(compression) && compression >= 9 && compression <= 15)) {
    throw new ConnectionError('voice_live.bad_option', "connectionOptions.compression has to be true, false, or 9 to 15, the bits of zlib's window.");
  }
  return given;
}
