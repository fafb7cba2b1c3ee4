import type { Credentials } from './credentials.ts';

/** The cloud that a runtime mirrors its memory to. */
export interface CloudTarget {
  readonly baseUrl: string;
  readonly agentId: string | null;
  /** Null: something on the way lets calls in, such as a proxy of the same origin. */
  readonly credentials: Credentials | null;
}
