import { RuntimeError } from '../contract/errors.ts';
import type { Identity } from '../contract/types.ts';

/** Who calls, verified. */
export interface Caller {
  /** The workspace. */
  readonly projectId: string;
  readonly userId: string;
  /** What the cloud is told of who speaks; null: nothing. */
  readonly agentId: string | null;
  /** May write org documents, which all users of the project are answered from. Default: no. */
  readonly index?: boolean;
}

/** From the worker to its objects. Objects are reached by no other way, so they believe it. */
const HEADER = 'x-memoair-caller';

/** The same request, with the caller on it. */
export function withCaller(request: Request, caller: Caller): Request {
  const headers = new Headers(request.headers);
  headers.set(HEADER, encodeURIComponent(JSON.stringify(caller)));
  return new Request(request, { headers });
}

/** @throws RuntimeError for a request that came past the worker */
export function callerOf(request: Request): Caller {
  const told = request.headers.get(HEADER);
  if (told === null) throw new RuntimeError('runtime.bad_request', 'Send calls through the worker: an object takes them from nobody else.', { status: 403 });
  return JSON.parse(decodeURIComponent(told)) as Caller;
}

export const identityOf = ({ projectId, userId }: Caller): Identity => ({ workspaceId: projectId, userId });

/** The name of the object that holds this user's memory. JSON keeps the two parts apart whatever characters they hold. */
export const objectName = ({ projectId, userId }: Caller): string => JSON.stringify([projectId, userId]);
