import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { CALLS, EVENT, IMPORT, INDEX, SEARCH, SESSION, TURN, wrongBodies } from './silence-bodies.ts';
import { MARKERS as M, type Evidence } from './silence-markers.ts';

/** Answers that refuse, with what they say in headers and body. */
export type Refusals = Evidence[];

export interface Caller {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Calls, and keeps what is answered to what was wrong. */
export async function ask(
  caller: Caller,
  method: string,
  path: string,
  body: string | null,
  refusals: Refusals,
  headers: Record<string, string> = {},
): Promise<string> {
  const response = await fetch(caller.url + path, {
    method,
    headers: { ...(body === null ? {} : { 'content-type': 'application/json' }), ...caller.headers, ...headers },
    body,
  });
  const text = await response.text();
  if (response.status >= 400)
    refusals.push({ where: `${response.status} of ${method} ${path.slice(0, 40)}`, text: `${JSON.stringify([...response.headers])}\n${text}` });
  return text;
}

/** A body that is far too large, of which the first bytes are sent: whoever sends more may not hear the answer. */
async function askTooMuch(caller: Caller, path: string, refusals: Refusals): Promise<void> {
  const headers = { 'content-type': 'application/json', 'content-length': '1000000000', ...caller.headers };
  const request = httpRequest(caller.url + path, { method: 'POST', headers }).on('error', () => undefined);
  request.write(`{"${M['malformed field']}":`);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const chunks = await response.setEncoding('utf8').toArray();
  refusals.push({ where: `${response.statusCode} of POST ${path}`, text: JSON.stringify([response.headers, chunks]) });
  request.destroy();
}

/** A whole call of a person, as an app makes it. */
export async function talk(device: Caller, refusals: Refusals, sessionId = 'call'): Promise<void> {
  const post = (path: string, body: object): Promise<unknown> => ask(device, 'POST', path, JSON.stringify(body), refusals);
  await post('/v1/runtime/session/start', { ...SESSION, sessionId });
  await post('/v1/runtime/turn/after', { ...TURN, sessionId });
  await post('/v1/runtime/search_memory', { ...SEARCH, sessionId });
  await post('/v1/local/hint', { sessionId, query: M.hint });
  await post('/v1/local/memory/import', IMPORT);
  await ask(device, 'POST', '/v1/local/memory/import', `${JSON.stringify(IMPORT.items[0])}\n`, refusals, { 'content-type': 'application/x-ndjson' });
  await ask(device, 'PATCH', '/v1/local/memory/m1', JSON.stringify({ text: `User loves ${M['memory text']}.` }), refusals);
  await ask(device, 'GET', '/v1/local/export', null, refusals);
  await post('/v1/runtime/sync/flush', { deadlineMs: 5000 });
  await post('/v1/runtime/session/end', { sessionId, reason: 'completed' });
}

const ODD_HEADERS: readonly Record<string, string>[] = [
  { 'content-type': `application/${M['malformed field']}` },
  { 'content-encoding': M['malformed field'] },
  { authorization: `Bearer ${M['wrong key']}` },
  { authorization: M['wrong key'] },
  { origin: `https://${M['malformed field']}.example` },
];

/** Paths and queries that mean nothing. */
const ODD_PATHS = [
  '/v1/zqodd',
  '/v1/runtime/%ff',
  '/v1/local/memory/%ff',
  '/v1/local/memory/..%2f',
  '/v1/local/memory?cursor=zqodd',
  '/v1/local/outbox?cursor=zqodd&limit=zqodd',
  '/v1/local/sessions/zqodd',
];

/** Every way in which a call to a runtime can be wrong. */
export async function misuseRuntime(device: Caller, refusals: Refusals): Promise<void> {
  for (const [path, body] of CALLS) {
    for (const text of wrongBodies(body)) await ask(device, 'POST', path, text, refusals);
    for (const headers of ODD_HEADERS) await ask(device, 'POST', path, JSON.stringify(body), refusals, headers);
    await ask(device, 'GET', path, null, refusals);
    await askTooMuch(device, path, refusals);
  }
  for (const path of ODD_PATHS)
    for (const method of ['GET', 'POST', 'DELETE', 'PATCH']) await ask(device, method, path, method === 'GET' ? null : '{}', refusals);
  for (const text of wrongBodies({ text: M['memory text'], validFrom: '2026-01-01T00:00:00Z', metadata: {} }))
    await ask(device, 'PATCH', '/v1/local/memory/m1', text, refusals);
  await ask(
    device,
    'POST',
    '/v1/voice-sdk/index/create',
    JSON.stringify({ ...INDEX, documents: Array.from({ length: 101 }, () => INDEX.documents[0]) }),
    refusals,
  );
}

/** Every way in which a call to the cloud can be wrong. Each comes from another person, or most would be told that they are too many. */
export async function misuseCloud({ url, headers: own }: Caller, refusals: Refusals, credentials: readonly string[]): Promise<void> {
  let people = 0;
  const cloud = {
    url,
    get headers() {
      return { ...own, 'x-user-id': `caller_${people++}` };
    },
  };
  const calls = [
    ['/v1/voice-sdk/index/create', INDEX],
    ['/v1/voice-sdk/events', { events: [EVENT] }],
    ['/v1/voice-sdk/token', { index: false }],
  ] as const;
  for (const [path, body] of calls) {
    for (const text of wrongBodies(body)) await ask(cloud, 'POST', path, text, refusals);
    for (const headers of ODD_HEADERS) await ask(cloud, 'POST', path, JSON.stringify(body), refusals, headers);
    for (const name of ['x-project-id', 'x-agent-id', 'x-user-id'])
      await ask(cloud, 'POST', path, JSON.stringify(body), refusals, { [name]: M['malformed field'].repeat(100) });
    await ask(cloud, 'POST', path, JSON.stringify(body), refusals, { 'idempotency-key': M['malformed field'].repeat(100) });
    await askTooMuch(cloud, path, refusals);
    for (const credential of credentials)
      await ask(cloud, 'POST', path, JSON.stringify(body), refusals, { authorization: `Bearer ${credential}`, 'x-user-id': 'another' });
  }
  for (const path of ['/v1/zqodd', '/v1/voice-sdk/bootstrap?since=zqodd', '/v1/voice-sdk/%ff'])
    for (const method of ['GET', 'PUT', 'POST']) await ask(cloud, method, path, method === 'GET' ? null : '{}', refusals);
  await ask(
    cloud,
    'POST',
    '/v1/voice-sdk/index/create',
    JSON.stringify({ ...INDEX, documents: Array.from({ length: 101 }, () => INDEX.documents[0]) }),
    refusals,
  );
}
