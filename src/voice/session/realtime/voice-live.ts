import { connect, type ConnectOptions } from '../../voice-live/connect.ts';
import type { VoiceLiveConnection } from '../../voice-live/connection.ts';
import { ConnectionClosed, ConnectionError } from '../../voice-live/errors.ts';
import { VoiceSessionError, type VoiceSessionErrorCode } from '../errors.ts';
import type { VoiceTransport } from '../transport.ts';
import { realtimeTransport } from './realtime-transport.ts';
import type { Wire, WireListener } from './wire.ts';

/** Options of {@link voiceLive}: those of `connect`, without what the session says. */
export type VoiceLiveTransportOptions = Omit<ConnectOptions, 'model' | 'signal'>;

/**
 * Azure AI Voice Live, over a WebSocket.
 *
 * @example
 * ```ts
 * const session = new VoiceSession({ voice: 'en-US-Ava:DragonHDLatestNeural', transport: voiceLive({ endpoint, credential: { getToken } }) });
 * ```
 */
export function voiceLive(options: VoiceLiveTransportOptions): VoiceTransport {
  // an agent of the service brings its own model
  const named = (model: string): { readonly model?: string } => (options.agentName ? {} : { model });
  return realtimeTransport('voice-live', 'azure', async ({ model }, listener, signal) => {
    const connection = await connect({ ...options, ...named(model), signal }).catch((thrown: unknown) => {
      throw asSessionError(thrown);
    });
    void pump(connection, listener);
    return wireOf(connection);
  });
}

function wireOf(connection: VoiceLiveConnection): Wire {
  return {
    // a fault of sending is that of a connection that ends, which is told apart
    send: (event) => void connection.send(event).catch(() => undefined),
    close: () => connection.close(),
  };
}

async function pump(connection: VoiceLiveConnection, listener: WireListener): Promise<void> {
  while (true) {
    try {
      listener.message(await connection.recv());
    } catch (thrown) {
      if (thrown instanceof ConnectionError && thrown.code === 'voice_live.bad_message') listener.unreadable('no event');
      else if (thrown instanceof ConnectionError && thrown.code === 'voice_live.timeout') continue;
      else return listener.lost(thrown);
    }
  }
}

const CODES: Readonly<Record<string, VoiceSessionErrorCode>> = {
  'voice_live.bad_option': 'voice_session.bad_option',
  'voice_live.not_possible_here': 'voice_session.not_possible_here',
  'voice_live.no_token': 'voice_session.no_token',
  'voice_live.timeout': 'voice_session.timeout',
};

function asSessionError(thrown: unknown): unknown {
  if (!(thrown instanceof ConnectionError)) return thrown;
  const code = thrown instanceof ConnectionClosed ? 'voice_session.refused' : (CODES[thrown.code] ?? 'voice_session.refused');
  return new VoiceSessionError(code, thrown.message, { cause: thrown });
}
