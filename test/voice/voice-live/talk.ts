import { connect, type ConnectOptions } from '../../../src/voice/voice-live/connect.ts';
import type { VoiceLiveConnection } from '../../../src/voice/voice-live/connection.ts';
import { ConnectionClosed, ConnectionError } from '../../../src/voice/voice-live/errors.ts';
import type { Handshake } from './scripted-server.ts';

/** A connection to the scripted server, and what that one saw of it. */
export interface Talk {
  readonly connection: VoiceLiveConnection;
  readonly saw: Handshake;
}

export async function talk(options: ConnectOptions): Promise<Talk> {
  const connection = await connect(options);
  const first = (await connection.recv()) as unknown as { readonly saw: Handshake };
  return { connection, saw: first.saw };
}

/** The frame that the server saw of a call. */
export async function frameOf(connection: VoiceLiveConnection, call: () => Promise<void>): Promise<unknown> {
  await call();
  const { frame } = (await connection.recv()) as unknown as { readonly frame: unknown };
  return frame;
}

/** How something ended: the code of its error, and the reason of a closed connection. */
export async function endOf(work: Promise<unknown>): Promise<{ readonly name: string; readonly code: unknown; readonly reason?: string }> {
  const thrown: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof ConnectionClosed) return { name: thrown.name, code: thrown.code, reason: thrown.reason };
  if (thrown instanceof ConnectionError) return { name: thrown.name, code: thrown.code };
  throw new Error('It did not end with a ConnectionError.', { cause: thrown });
}
