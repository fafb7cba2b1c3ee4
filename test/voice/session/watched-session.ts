import type { VoiceSessionOptions } from '../../../src/voice/session/options.ts';
import { TRANSITIONS, type SessionState } from '../../../src/voice/session/state.ts';
import { VoiceSession } from '../../../src/voice/session/voice-session.ts';

/** A session, and all that it tells. */
export interface Watched {
  readonly session: VoiceSession;
  /** Changes of state and events, in order; texts behind the event's name. */
  readonly told: string[];
  readonly faults: string[];
  /** Changes that the table does not have. */
  readonly wrong: string[];
}

export function watchedSession(options: VoiceSessionOptions): Watched {
  const faults: string[] = [];
  const told: string[] = [];
  const wrong: string[] = [];
  const session = new VoiceSession({ ...options, onFault: (what, reason) => faults.push(`${what}: ${reason}`) });
  session.on('stateChanged', (state: SessionState, before: SessionState) => {
    told.push(state);
    if (!TRANSITIONS[before].includes(state)) wrong.push(`${before} to ${state}`);
  });
  for (const name of ['speech_started', 'speech_ended', 'response_started'] as const) session.on(name, () => told.push(name));
  session.on('transcript_available', (text) => told.push(`transcript_available ${text}`));
  return { session, told, faults, wrong };
}
