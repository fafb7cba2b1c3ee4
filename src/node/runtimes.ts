import type { Runtime } from '../contract/runtime.ts';
import type { Identity, SessionMode } from '../contract/types.ts';
import { createRuntimeHost } from '../runtime/local.ts';
import { systemClock } from '../../worker/clock.ts';
import type { Embedder } from '../../worker/embed/embedder.ts';
import { extractFacts } from '../../worker/extract/grammar.ts';
import { Incidents } from '../../worker/incidents.ts';
import { virtualPaths } from '../../worker/paths.ts';
import type { HostedRuntime, RuntimeHost } from '../../worker/runtime-host.ts';
import { MemoryStore } from '../../worker/store/memory.ts';
import type { CloudTarget } from '../../worker/sync/cloud-target.ts';
import { keyCredentials, tokenCredentials } from '../../worker/sync/credentials.ts';
import { assertNodeEncryption, type NodeEncryption } from './encryption.ts';
import { fileStores } from './file-stores.ts';
import { sessionFiles } from './session-files.ts';
import { sessionFolders } from './session-folders.ts';
import { defaultStorageRoot } from './storage-paths.ts';
import { createThreadEmbedder, type ThreadEmbedderOptions } from './thread-embedder.ts';

/** What the grammar reads to be ready. */
const STATEMENT = { userText: 'My name is Ann, I live in Delhi and my wife is called Eve.', at: '2026-01-01T00:00:00.000Z' };

/** Options of {@link nodeRuntimes}. */
export interface NodeRuntimesOptions extends ThreadEmbedderOptions {
  /** Folder of all memory. Default: the system's folder for a person's data. Null keeps everything in memory, gone with the process. */
  readonly storageRoot?: string | null;
  /**
   * Encrypts what is stored of each user: the database is sealed, and no `session.jsonl` and `working_brief.json` are written. `true`: a key
   * file beside each database. Default: nothing is encrypted.
   */
  readonly encryption?: NodeEncryption;
  /** Base URL of a cloud that memory is mirrored to; empty or unset: none. */
  readonly cloudBaseUrl?: string;
  /** What calls to it are let in by, when whoever starts a runtime brings nothing of the kind. */
  readonly apiKey?: string | null;
  readonly agentId?: string | null;
  /** What embeds instead of the model's thread; null: nothing does, recall goes by words. Called when there is no runtime yet. */
  readonly embedder?: (() => Embedder) | null;
}

/** What one runtime is started with, beside what all have in common. What a pool hands over fits. */
export interface NodeRuntimeContext {
  readonly orgOnly?: boolean;
  /** In place of the common one, where it is text. */
  readonly storageRoot?: string | null;
  /** In place of the common ones. */
  readonly cloudBaseUrl?: string;
  readonly apiKey?: string | null;
  readonly agentId?: string | null;
  /** Short-lived tokens of the user, rather than a key. */
  readonly getToken?: (() => string | Promise<string>) | null;
}

/** Starts the runtime of one user. Rejects with RuntimeError `runtime.bootstrap_failed`. */
export type StartNodeRuntime = (identity: Identity & { readonly mode?: SessionMode }, context?: NodeRuntimeContext) => Promise<Runtime>;

/**
 * Starts runtimes in this process, with their memory in files. All of them share one model, in a thread of its own, one
 * kernel memory and a workspace's org lane; these go when the last runtime is closed, and come again with the next.
 *
 * @example
 * ```ts
 * const start = nodeRuntimes({ storageRoot: '/var/lib/memoair/voice' });
 * const [anna, ben] = await Promise.all(['anna', 'ben'].map((userId) => start({ workspaceId: 'ws_1', userId })));
 * ```
 */
export function nodeRuntimes(options: NodeRuntimesOptions = {}): StartNodeRuntime {
  const { storageRoot, encryption, cloudBaseUrl, apiKey, agentId, embedder, ...model } = options;
  assertNodeEncryption('nodeRuntimes', encryption, storageRoot === null ? undefined : (storageRoot ?? defaultStorageRoot()));
  let host: RuntimeHost | undefined;
  let users = 0;
  const leave = async (): Promise<void> => {
    if (--users > 0) return;
    const last = host;
    host = undefined;
    await last?.close();
  };
  return async ({ mode, workspaceId, userId }, context = {}) => {
    const identity = { workspaceId, userId };
    // what is compiled here has not to be compiled while a first turn waits, which has a second in all
    if (!host) extractFacts(STATEMENT);
    host ??= createRuntimeHost(embedder === null ? {} : { embedder: embedder?.() ?? createThreadEmbedder(model) });
    users++;
    const incidents = new Incidents(systemClock);
    try {
      return await host.open({
        identity,
        ...filesOf(identity, context.storageRoot ?? storageRoot, encryption, incidents),
        extract: extractFacts,
        incidents,
        cloud: cloudOf({ cloudBaseUrl, apiKey, agentId, ...given(context) }),
        orgOnly: context.orgOnly === true || mode === 'org_only',
        onClosed: leave,
      });
    } catch (thrown) {
      await leave();
      throw thrown;
    }
  };
}

/** Of a context, what is set. */
function given({ cloudBaseUrl, apiKey, agentId, getToken }: NodeRuntimeContext): Partial<NodeRuntimeContext> {
  return {
    ...(cloudBaseUrl === undefined ? {} : { cloudBaseUrl }),
    ...(apiKey ? { apiKey } : {}),
    ...(agentId ? { agentId } : {}),
    ...(getToken ? { getToken } : {}),
  };
}

interface Cloud {
  readonly cloudBaseUrl?: string | undefined;
  readonly apiKey?: string | null | undefined;
  readonly agentId?: string | null | undefined;
  readonly getToken?: NodeRuntimeContext['getToken'] | undefined;
}

function cloudOf({ cloudBaseUrl = '', apiKey, agentId, getToken }: Cloud): CloudTarget | null {
  if (cloudBaseUrl === '') return null;
  const credentials = getToken ? tokenCredentials(async () => getToken()) : apiKey ? keyCredentials(apiKey) : null;
  return { baseUrl: cloudBaseUrl, agentId: agentId || null, credentials };
}

function filesOf(
  identity: Identity,
  storageRoot: string | null | undefined,
  encryption: NodeEncryption | undefined,
  incidents: Incidents,
): Pick<HostedRuntime, 'stores' | 'journal' | 'pathsOf' | 'persistence'> {
  if (storageRoot === null) {
    const openUser = async (): Promise<MemoryStore> => new MemoryStore();
    return { stores: { openUser, openOrg: openUser }, journal: null, pathsOf: virtualPaths(identity), persistence: () => 'none' };
  }
  const options = { identity, ...(storageRoot === undefined ? {} : { storageRoot }) };
  if (encryption) {
    const stores = fileStores({ ...options, encryption, onIncident: (what) => incidents.note(what) });
    return { stores, ...sessionFolders(options), persistence: () => 'persisted' };
  }
  return { stores: fileStores(options), ...sessionFiles(options), persistence: () => 'persisted' };
}
