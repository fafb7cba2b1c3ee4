// names that blocks for Workers use without declaring them
import type { MemoryObjectEnv, MemoryWorkerEnv } from '../../../src/edge/index.ts';

declare global {
  interface Env extends MemoryObjectEnv, MemoryWorkerEnv {
    readonly MEMOAIR_TOKEN_SECRET: string;
    readonly MEMORY_SECRET: string;
    readonly MEMORY_SECRET_BEFORE?: string;
  }
  function memoryOf(userId: string, call: Request): Promise<Response>;
  function userIn(state: unknown): string;
  function reply(transcript: string, context: string): Promise<string>;
}
