import type { Identity } from '../../src/contract/types.ts';
import type { Fetch } from '../../src/loopback/fetch.ts';
import type { Subject } from '../loopback/contract.cases.ts';
import { TOKEN, type Workerd } from './workerd.ts';

/** The headers by which the worker under test knows who calls. */
export function headersOf({ workspaceId, userId }: Identity): Record<string, string> {
  return { authorization: `Bearer ${TOKEN}`, 'x-project-id': workspaceId, 'x-user-id': userId };
}

/** Calls of one user. */
export function fetchAs(identity: Identity): Fetch {
  return (input, init = {}) => {
    const headers = new Headers(init.headers);
    for (const [name, value] of Object.entries(headersOf(identity))) headers.set(name, value);
    // workerd ends an idle connection after five seconds, and what is sent over it just then is lost
    headers.set('connection', 'close');
    return fetch(input, { ...init, headers });
  };
}

/** A user's runtime in workerd, which others go on using. */
export function subjectIn({ url }: Workerd, identity: Identity): Subject {
  return { ...identity, base: url, fetch: fetchAs(identity), close: async () => undefined };
}
