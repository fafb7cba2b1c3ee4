import type { RuntimePool } from '../../client/pool.ts';
import { RuntimeError } from '../../contract/errors.ts';
import { pagePorts, type LoopbackPorts } from '../../loopback/ports.ts';
import { runtimeOver } from './answer-memory.ts';
import type { CallMemory } from './call-memory.ts';
import { memoryWith } from './runtime-memory.ts';

/**
 * Callers' memory out of a {@link RuntimePool}: as many runtimes at a time as it allows, idle ones closed. The pool is its
 * owner's to close.
 *
 * @param ports the ones that the pool was given, if any
 * @example
 * ```ts
 * const pool = new RuntimePool({ projectId: 'proj_1', cloudBaseUrl: '', maxConcurrentUsers: 64 });
 * const memory = poolMemory(pool);
 * ```
 */
export function poolMemory(pool: Pick<RuntimePool, 'projectId' | 'acquire' | 'release'>, ports: LoopbackPorts = pagePorts()): CallMemory {
  return memoryWith(async (userId, work) => {
    const handle = await pool.acquire({ userId });
    try {
      const answer = ports.at(handle.port);
      if (!answer) throw new RuntimeError('runtime.internal', 'The pool answers on other ports. Give poolMemory the ports that the pool was given.');
      return await work(runtimeOver({ workspaceId: pool.projectId, userId: handle.userId }, answer));
    } finally {
      pool.release(handle);
    }
  });
}
