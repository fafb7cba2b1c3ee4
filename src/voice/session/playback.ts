import type { Heard } from '../audio/playback-queue.ts';

/** What plays answers; a `PlaybackQueue` is one. It gets samples at the session's rate. */
export interface Playback {
  readonly playing: boolean;
  add(itemId: string, samples: Float32Array): void;
  /** Stops at once; gives what was cut, and how much of it was heard. */
  clear(): readonly Heard[];
}
