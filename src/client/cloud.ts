import type { IndexCreateRequest } from '../contract/local.ts';
import { CALL_LIMITS } from './defaults.ts';
import { MemoAirVoiceMemoryError } from './errors.ts';
import { field, isObject } from './json.ts';
import { callPeer, type Peer, type PeerCall } from './peer.ts';
import { indexBuildResultOf, type IndexBuildResult } from './results.ts';

/** An index as the other side lists it; a cloud may say more of it. */
export interface IndexInfo {
  readonly name?: string;
  readonly version?: number;
  readonly chunkCount?: number;
  readonly createdAt?: string;
  readonly [key: string]: unknown;
}

/** Whose name a call to the cloud bears. */
export interface CloudIdentity {
  readonly bearer: string;
  readonly projectId: string;
  readonly agentId: string;
  readonly userId: string | null;
}

export function cloudHeaders({ bearer, projectId, agentId, userId }: CloudIdentity): Record<string, string> {
  return { Authorization: `Bearer ${bearer}`, 'X-Project-Id': projectId, 'X-Agent-Id': agentId, ...(userId === null ? {} : { 'X-User-Id': userId }) };
}

/** The calls about indexes, to the cloud or to a runtime that answers them itself. */
export async function createIndex(peer: Peer, body: IndexCreateRequest, signal?: AbortSignal): Promise<IndexBuildResult> {
  try {
    return indexBuildResultOf(await call(peer, 'POST', '/v1/voice-sdk/index/create', { body, signal }), body.name);
  } catch (thrown) {
    // a gateway before the cloud says 413 in words of its own
    if (!(thrown instanceof MemoAirVoiceMemoryError && thrown.statusCode === 413 && thrown.code === 'runtime.internal')) throw thrown;
    const message = 'A call takes at most 100 documents and 1 MB. Send the rest in further calls: they append.';
    throw new MemoAirVoiceMemoryError({ code: 'batch_too_large', message, statusCode: 413, cause: thrown });
  }
}

export async function listIndexes(peer: Peer): Promise<IndexInfo[]> {
  const indexes = field(await call(peer, 'GET', '/v1/voice-sdk/index/list'), 'indexes');
  return Array.isArray(indexes) ? indexes.filter(isObject) : [];
}

function call(peer: Peer, method: 'GET' | 'POST', path: string, more: Pick<PeerCall, 'body' | 'signal'> = {}): Promise<unknown> {
  return callPeer(peer, { method, path, timeoutMs: CALL_LIMITS.managementTimeoutMs, ...more });
}
