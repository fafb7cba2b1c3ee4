/** How memory helps a talk: by what the user seems to be saying while it is said, or from the end of speech on. */
export type Mode = 'speculative' | 'plain';

/** What is said in one turn of the talk. */
export interface SpokenTurn {
  /** Words as they are transcribed while they are spoken. */
  readonly partials: readonly string[];
  /** The transcript that comes when the user has finished. */
  readonly transcript: string;
}

/** One turn of the talk as it went. */
export interface TurnTime {
  readonly mode: Mode;
  /** Whether the last partial transcript was the whole. */
  readonly foretold: boolean;
  /** From the end of speech until what is remembered was sent to the model, in milliseconds; null when the model was asked to go on without. */
  readonly injectedMs: number | null;
}

/** What the page does for whoever drives it. */
export interface VoiceBench {
  /** Writes the databases of a runtime with so many items. Before {@link VoiceBench.open}. */
  seed(size: { readonly permanent: number; readonly org: number }): Promise<void>;
  /** Starts the runtime, and a talk for each mode, so many times faster than people talk. Resolves when a recall goes by meaning. */
  open(speed: number): Promise<void>;
  /** So many turns in each mode, the modes in turn. */
  talk(rounds: number): Promise<readonly TurnTime[]>;
  close(): Promise<void>;
}

declare global {
  interface Window {
    voiceBench: VoiceBench;
  }
}
