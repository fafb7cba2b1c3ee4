import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { RuntimeManagerError } from '../errors.ts';
import type { BlockingMemory } from './memory-sync.ts';

/**
 * Starts `voice-runtime` in a process of its own: `runtimeBinary`, MEMOAIR_RUNTIME_BINARY, or the executable of this
 * package. Returns what stops it; it is stopped with this process too.
 *
 * @throws RuntimeManagerError when there is no such file
 */
export function spawnRuntime(memory: BlockingMemory): () => void {
  const binary = memory.runtimeBinary || process.env['MEMOAIR_RUNTIME_BINARY'] || fileURLToPath(new URL('./voice-runtime.js', import.meta.url));
  if (!existsSync(binary))
    throw new RuntimeManagerError(`There is no runtime at ${binary}. Set runtimeBinary or MEMOAIR_RUNTIME_BINARY to the executable voice-runtime.`);
  const script = /\.[cm]?js$/.test(binary);
  // of its own group, so that Ctrl-C leaves it alone until the session was ended
  const child = spawn(script ? process.execPath : binary, script ? [binary] : [], { env: environmentOf(memory), stdio: 'ignore', detached: true });
  // a start that fails is seen by nobody answering
  child.on('error', () => undefined);
  child.unref();
  const stop = (): void => {
    process.off('exit', stop);
    child.kill();
  };
  process.on('exit', stop);
  return stop;
}

function environmentOf(memory: BlockingMemory): NodeJS.ProcessEnv {
  const { projectId, userId, agentId, apiKey, internalToken, runtimeToken, storageRoot, cloudBaseUrl, runtimeUrl, orgOnly } = memory;
  const { hostname, port } = new URL(runtimeUrl);
  const given: Readonly<Record<string, string | null>> = {
    API_KEY: apiKey,
    INTERNAL_TOKEN: internalToken,
    TOKEN: runtimeToken,
    STORAGE_ROOT: storageRoot,
    WORKSPACE_ID: projectId,
    PROJECT_ID: projectId,
    USER_ID: userId,
    AGENT_ID: agentId,
    CLOUD_BASE_URL: cloudBaseUrl,
    BIND_ADDR: `${hostname}:${port || '80'}`,
    MODE: orgOnly ? 'org_only' : null,
  };
  const set = Object.entries(given).flatMap(([name, value]) => (value === null ? [] : [[`MEMOAIR_RUNTIME_${name}`, value] as const]));
  return { ...process.env, ...Object.fromEntries(set) };
}
