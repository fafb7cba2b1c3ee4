/** Where a session is. */
export const SessionState = {
  /** Made, never connected. */
  IDLE: 'idle',
  CONNECTING: 'connecting',
  /** Nobody speaks. */
  CONNECTED: 'connected',
  /** The user speaks. */
  LISTENING: 'listening',
  /** An answer is awaited. */
  PROCESSING: 'processing',
  /** An answer is coming in. */
  SPEAKING: 'speaking',
  /** Ended, or lost; can be connected again. */
  DISCONNECTED: 'disconnected',
} as const;
export type SessionState = (typeof SessionState)[keyof typeof SessionState];

/** To which states each may change. */
export const TRANSITIONS: Readonly<Record<SessionState, readonly SessionState[]>> = {
  idle: ['connecting', 'disconnected'],
  connecting: ['connected', 'disconnected'],
  connected: ['listening', 'processing', 'disconnected'],
  listening: ['connected', 'processing', 'disconnected'],
  processing: ['connected', 'listening', 'speaking', 'disconnected'],
  speaking: ['connected', 'listening', 'processing', 'disconnected'],
  disconnected: ['connecting'],
};

/**
 * The state of a session, and the only way to change it.
 *
 *     idle ──connect──▶ connecting ──opened──▶ connected ◀────────────────────────────┐
 *                           ▲                   │     │                               │
 *                        connect          speech│     │asked                          │
 *                           │                   ▼     ▼                               │
 *                      disconnected     listening ─▶ processing ─first sound▶ speaking │
 *                           ▲               │ ▲       │ │  ▲                   │ │  │ │
 *                           │               │ │       │ │  └───────tool────────┘ │  │ │
 *                           │               │ └─speech┴─┼────────────────────────┘  │ │
 *                 disconnect or loss,       └───────────┴──over, interrupted────────┴─┘
 *                   from any state                 listening: nobody spoke
 *
 * A change that the table does not have is refused and changes nothing.
 */
export class SessionMachine {
  readonly #changed: (state: SessionState, before: SessionState) => void;
  #state: SessionState = SessionState.IDLE;

  constructor(changed: (state: SessionState, before: SessionState) => void) {
    this.#changed = changed;
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Whether the session is now in that state: false when the table does not lead there. */
  to(next: SessionState): boolean {
    const before = this.#state;
    if (before === next) return true;
    if (!TRANSITIONS[before].includes(next)) return false;
    this.#state = next;
    this.#changed(next, before);
    return true;
  }

  /** Whether there is a connection. */
  get open(): boolean {
    return this.#state !== 'idle' && this.#state !== 'connecting' && this.#state !== 'disconnected';
  }
}
