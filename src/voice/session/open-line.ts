import { within } from '../../client/within.ts';
import { VoiceSessionError } from './errors.ts';
import type { SessionOptions } from './options.ts';
import type { TransportConfig, TransportEvent, VoiceLine } from './transport.ts';

/** A line that is open, and what it tells. */
export interface OpenLine {
  readonly line: VoiceLine;
  /** Gives what was told already, and from then on what comes. To be called once. */
  readonly listen: (take: (event: TransportEvent) => void) => void;
}

/** Opens a line, or leaves none open. @throws VoiceSessionError */
export async function openLine(
  { transport, connectTimeoutMs, timers }: Pick<SessionOptions, 'transport' | 'connectTimeoutMs' | 'timers'>,
  config: TransportConfig,
  signal: AbortSignal,
): Promise<OpenLine> {
  const early: TransportEvent[] = [];
  let take = (event: TransportEvent): unknown => early.push(event);
  const late = (): Error => new VoiceSessionError('voice_session.timeout', `No connection within ${connectTimeoutMs} ms. Try again.`);
  let opened: VoiceLine | null = null;
  const open = async (limit: AbortSignal): Promise<VoiceLine> => {
    opened = await transport.open(config, (event) => take(event), limit);
    // nobody waits for it any more
    if (limit.aborted) await opened.close();
    return opened;
  };
  const line = await within(connectTimeoutMs, open, { signal, timers, late }).catch(async (thrown: unknown) => {
    // given up in the moment between the two
    await opened?.close();
    throw thrown;
  });
  return {
    line,
    listen: (given) => {
      take = given;
      for (const event of early.splice(0)) given(event);
    },
  };
}
