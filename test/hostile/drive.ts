import type { CloudBootstrapResponse } from '../../src/contract/cloud.ts';
import type { StatsResponse } from '../../src/contract/local.ts';
import type { SearchResponse } from '../../src/contract/types.ts';
import type { Variables } from '../support/bad-inputs.ts';
import { faultsOf, written, type Answer, type HostileCase, type Send } from './cases.ts';

const SAID = 'The heron lantern hangs in the boathouse.';
const ASKED = 'Where does the heron lantern hang?';

/** What was sent, and everything that was wrong. */
export interface Driven {
  readonly sent: number;
  readonly faults: readonly string[];
}

/** Sends hostile input to a runtime, and sees after each that a good call is answered, and at the end that nothing was lost. */
export async function driveContract(
  cases: readonly HostileCase[],
  send: Send,
  { workspaceId, userId }: { readonly workspaceId: string; readonly userId: string },
): Promise<Driven> {
  const faults: string[] = [];
  const call = (method: string, path: string, body?: object): Promise<Answer> => send(written({ method, path, body }, {}));
  const start = (sessionId: string): Promise<Answer> => call('POST', '/v1/runtime/session/start', { sessionId, workspaceId, userId, metadata: {} });
  const recall = async (): Promise<string> => {
    const { status, text } = await call('POST', '/v1/runtime/search_memory', { sessionId: 'good', query: ASKED, timeoutMs: 20_000 });
    return status === 200 ? (JSON.parse(text) as SearchResponse).contextText : `status ${status}`;
  };
  await start('good');
  await call('POST', '/v1/runtime/turn/after', { sessionId: 'good', turnId: 'good', userText: SAID, assistantText: 'Noted.' });
  await call('POST', '/v1/local/memory/import', { items: [{ memoryId: 'kept', text: SAID }] });
  for (const [n, one] of cases.entries()) {
    // a session for some of them: to open one is a write
    const sid = `h${Math.floor(n / 16)}-${userId.slice(-6)}`;
    const variables: Variables = { sid, sidUpper: sid.toUpperCase(), tid: `t${n}`, workspaceId, userId, userIdFlipped: userId.toUpperCase() };
    if (one.session !== false) await start(sid);
    for (const fault of faultsOf(one, await send(written(one.request, variables)))) faults.push(`${one.id} ${one.name}: ${fault}`);
    const context = await recall();
    if (!context.includes(SAID)) faults.push(`${one.id} ${one.name}: a good search after it is not answered: ${context.slice(0, 80)}`);
  }
  const exported = await call('GET', '/v1/local/export');
  if (!exported.text.includes(`"userText":"${SAID}"`)) faults.push('what was remembered before is lost');
  const { incidents } = JSON.parse((await call('GET', '/v1/local/stats')).text) as StatsResponse;
  for (const { what } of incidents) faults.push(`an incident: ${what}`);
  if (({} as Record<string, unknown>)['polluted'] !== undefined) faults.push('every object has a field that was sent');
  return { sent: cases.length, faults };
}

/** Whom a cloud is asked for, and the credentials that cases name. */
export interface CloudCaller {
  readonly headers: Readonly<Record<string, string>>;
  readonly variables: Variables;
}

/** Sends hostile input to a cloud, for one user; what another one told before has to be there at the end, and nothing of it may have changed. */
export async function driveCloud(cases: readonly HostileCase[], send: Send, { headers, variables }: CloudCaller): Promise<Driven> {
  const faults: string[] = [];
  const calm = { ...headers, 'x-user-id': 'user_calm' };
  const pull = async (): Promise<string> => {
    const { text } = await send(written({ method: 'GET', path: '/v1/voice-sdk/bootstrap' }, {}, calm));
    const { permanent } = JSON.parse(text) as CloudBootstrapResponse;
    return JSON.stringify(permanent.items);
  };
  const told = {
    id: 'calm',
    kind: 'turn',
    sessionId: 's',
    seq: 1,
    at: '2026-01-01T10:00:00.000Z',
    payload: { turnId: 't', userText: SAID, assistantText: '' },
  };
  await send(written({ method: 'POST', path: '/v1/voice-sdk/events', body: { events: [told] } }, {}, calm));
  const before = await pull();
  if (!before.includes(SAID)) faults.push('what was told is not there');
  for (const [n, one] of cases.entries()) {
    const request = written(one.request, { ...variables, sid: `c${n}` }, headers);
    for (const fault of faultsOf(one, await send(request))) faults.push(`${one.id} ${one.name}: ${fault}`);
    if ((await pull()) !== before) faults.push(`${one.id} ${one.name}: another user’s memory has changed`);
  }
  return { sent: cases.length, faults };
}
