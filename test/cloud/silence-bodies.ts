import { MARKERS as M } from './silence-markers.ts';

// bodies of calls that are well, with a marker wherever words of a person or an app stand

export const SESSION = {
  sessionId: 'call',
  workspaceId: 'proj_1',
  userId: 'caller_42',
  satham: { variant: 'default', embedDim: 384 },
  metadata: { user: { id: 'caller_42', name: M['name of the user'] }, note: M.metadata },
};
export const TURN = {
  sessionId: 'call',
  turnId: 't1',
  userText: `I live in ${M['user text']} and my name is ${M['name of the user']}.`,
  assistantText: `Noted, ${M['assistant text']}.`,
  toolCalls: [{ name: 'lookup', latencyMs: 3, hits: 1, note: M['tool call'] }],
  metadata: { note: M.metadata },
};
export const SEARCH = {
  sessionId: 'call',
  query: `where is ${M.query}`,
  intent: 'answer_current_user',
  includeSources: true,
  topK: { permanent: 3 },
  lanes: ['permanent'],
  timeoutMs: 250,
};
export const IMPORT = {
  items: [
    {
      memoryId: 'm1',
      matchKey: `user.${M['key of a memory']}`,
      text: `User likes ${M['memory text']}.`,
      validFrom: '2026-01-01T00:00:00Z',
      metadata: { note: M.metadata },
    },
  ],
};
export const INDEX = {
  name: 'shop',
  documents: [{ id: 'd1', text: `We sell ${M['document text']}.`, metadata: { note: M.metadata } }],
  metadata: { note: M.metadata },
};
export const EVENT = {
  id: 'evt_1',
  kind: 'turn',
  sessionId: 'call',
  seq: 1,
  at: '2026-01-01T00:00:00.000Z',
  payload: {
    ...TURN,
    occurredAt: '2026-01-01T00:00:00.000Z',
    memoryId: 'epi_1',
    facts: [{ matchKey: `user.${M['key of a memory']}`, text: M['memory text'], ends: false }],
  },
};

/** Every value in `body`, in its place, as something that it cannot be: with a marker in it. */
function* wrong(body: unknown): Generator {
  const marker = M['malformed field'];
  yield marker;
  yield [marker];
  yield { [marker]: marker };
  yield { [marker]: { [marker]: 1 } };
  if (Array.isArray(body)) for (const [place, value] of body.entries()) for (const other of wrong(value)) yield body.with(place, other);
  else if (typeof body === 'object' && body !== null)
    for (const [name, value] of Object.entries(body)) for (const other of wrong(value)) yield { ...body, [name]: other };
  else if (typeof body === 'string') {
    yield marker.repeat(100);
    yield `${marker}/../\u0000\ud800`;
  }
}

/** Bodies that are no such bodies. */
export function* wrongBodies(body: unknown): Generator<string> {
  const marker = M['malformed field'];
  for (const other of wrong(body)) yield JSON.stringify(other);
  yield marker;
  yield `{"${marker}": ${marker}}`;
  yield `{"${marker}":`.repeat(70) + '1' + '}'.repeat(70);
  yield JSON.stringify({ ...(body as object), [marker]: marker }).slice(0, -1);
}

/** Calls to a runtime that have a body. */
export const CALLS: readonly (readonly [path: string, body: unknown])[] = [
  ['/v1/runtime/session/start', SESSION],
  ['/v1/runtime/turn/after', TURN],
  ['/v1/runtime/search_memory', SEARCH],
  ['/v1/runtime/session/end', { sessionId: 'call', reason: 'completed' }],
  ['/v1/runtime/sync/flush', { deadlineMs: 0 }],
  ['/v1/local/hint', { sessionId: 'call', query: M.hint }],
  ['/v1/local/memory/import', IMPORT],
  ['/v1/voice-sdk/index/create', INDEX],
];
