import type { SyncProgress } from '../../src/contract/local.ts';
import type { PartingLetter } from '../../src/contract/protocol.ts';
import type { Credentials } from './credentials.ts';
import type { Locks } from './leader.ts';
import type { SyncTimers } from './timers.ts';

/** The cloud that a runtime mirrors its memory to. */
export interface CloudTarget {
  readonly baseUrl: string;
  readonly agentId: string | null;
  /** Null: something on the way lets calls in, such as a proxy of the same origin. */
  readonly credentials: Credentials | null;
  /** Hears of a push that is under way, and with null of its end. */
  readonly onParting?: (letter: PartingLetter | null) => void;
  readonly onProgress?: (progress: SyncProgress) => void;
  /** Where it is settled who pushes. Default: the platform's own locks. */
  readonly locks?: Locks;
  /** What waits for the next push or look, where the platform's own timers will not do. */
  readonly timers?: SyncTimers;
}
