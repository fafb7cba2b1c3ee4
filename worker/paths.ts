import type { Identity, SessionStartResponse } from '../src/contract/types.ts';

/** Names of a session's files where there is no file system: they say what an export holds, and cannot be opened. */
export function virtualPaths(identity: Identity): (sessionId: string) => SessionStartResponse['paths'] {
  const part = encodeURIComponent;
  return (sessionId) => {
    const folder = `memoair://${part(identity.workspaceId)}/${part(identity.userId)}/${part(sessionId)}`;
    return { sessionJsonl: `${folder}/session.jsonl`, workingBrief: `${folder}/working_brief.json` };
  };
}
