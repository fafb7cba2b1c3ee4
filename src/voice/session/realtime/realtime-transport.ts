import { sessionLost } from '../errors.ts';
import type { VoiceTransport } from '../transport.ts';
import { RealtimeLine } from './realtime-line.ts';
import type { Dialect, OpenWire } from './wire.ts';

/** The rate of PCM16 in OpenAI's realtime protocol, in hertz. */
export const REALTIME_RATE = 24_000;

/** A transport that speaks OpenAI's realtime protocol over a wire. */
export function realtimeTransport(name: string, dialect: Dialect, openWire: OpenWire): VoiceTransport {
  return {
    name,
    sampleRate: REALTIME_RATE,
    open: async (config, onEvent, signal) => {
      const line = new RealtimeLine(dialect, REALTIME_RATE, onEvent);
      const wire = await openWire(config, line, signal);
      try {
        await whileWanted(signal, line, () => line.begin(wire, config));
        if (line.closed) throw sessionLost();
      } catch (thrown) {
        await line.close();
        throw thrown;
      }
      return line;
    },
  };
}

/** A line that nobody waits for any more is closed. */
async function whileWanted(signal: AbortSignal, line: RealtimeLine, begin: () => Promise<void>): Promise<void> {
  const close = (): void => line.lost(signal.reason);
  signal.addEventListener('abort', close, { once: true });
  try {
    await begin();
  } finally {
    signal.removeEventListener('abort', close);
  }
}
