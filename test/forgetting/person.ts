import { MARKS } from './marks.ts';

/** A call of a runtime, wherever that is. Rejects for an answer other than 200. */
export type Call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object) => Promise<unknown>;

/** How something is forgotten. */
export type Forget = (call: Call) => Promise<void>;

const SESSION = 's-with-secrets';
export const OTHER_SESSION = 's-that-stays';

/** Says, imports, edits, recalls and hints what holds the marks, and something that may stay. */
export async function tellSecrets(call: Call, identity: { readonly workspaceId: string; readonly userId: string }): Promise<void> {
  const metadata = { user: { name: MARKS.caller } };
  await call('POST', '/v1/runtime/session/start', { sessionId: OTHER_SESSION, ...identity });
  await say(call, OTHER_SESSION, 'o1', 'My sister Clara plays the cello in Graz.', 'How nice.');
  await call('POST', '/v1/runtime/session/start', { sessionId: SESSION, ...identity, metadata });
  await call('POST', '/v1/runtime/turn/after', {
    sessionId: SESSION,
    turnId: 't1',
    userText: `My boat is called ${MARKS.said}. I live in ${MARKS.fact}.`,
    assistantText: `Then let us speak of ${MARKS.answered}.`,
    toolCalls: [{ name: 'lookup', arguments: { what: MARKS.tool } }],
    metadata: { note: MARKS.turn },
  });
  // lines behind it are embedded with it, and lend each other words
  for (let n = 2; n < 8; n++) await say(call, SESSION, `t${n}`, `And number ${n} is for the boat.`, 'I see.');
  await say(call, OTHER_SESSION, 'o2', 'I like green tea.', 'Noted.');
  await call('POST', '/v1/local/memory/import', {
    items: [
      { memoryId: 'm1', matchKey: `user.likes.${MARKS.imported.toLowerCase()}`, text: `User likes ${MARKS.imported}.`, metadata: { of: MARKS.metadata } },
      { memoryId: 'm2', text: `User collects ${MARKS.edited}.` },
      { memoryId: 'm3', text: 'User collects stamps.' },
    ],
  });
  await call('PATCH', '/v1/local/memory/m2', { text: 'User collects coins.' });
  for (const query of [`where is ${MARKS.said}`, `${MARKS.fact} and ${MARKS.asked}`, MARKS.imported, 'the boat'])
    await call('POST', '/v1/runtime/search_memory', { sessionId: SESSION, query, timeoutMs: 5_000 });
  await call('POST', '/v1/local/hint', { sessionId: SESSION, query: `${MARKS.said} ${MARKS.asked}` });
}

async function say(call: Call, sessionId: string, turnId: string, userText: string, assistantText: string): Promise<void> {
  await call('POST', '/v1/runtime/turn/after', { sessionId, turnId, userText, assistantText });
}

const forgetImported: Forget = async (call) => {
  for (const id of ['m1', 'm2']) await call('DELETE', `/v1/local/memory/${id}`);
};

/** Each of the three ways in which all that was told can be forgotten, and the marks that it is answerable for. */
export const WAYS: readonly { readonly what: string; readonly forget: Forget; readonly leaves: readonly string[] }[] = [
  {
    what: 'memory by memory',
    forget: async (call) => {
      const { items } = (await call('GET', `/v1/local/memory?lane=permanent&q=${MARKS.said}`)) as { items: { kind: string; memoryId: string }[] };
      await call('DELETE', `/v1/local/memory/${items.find(({ kind }) => kind === 'episode')!.memoryId}`);
      await forgetImported(call);
    },
    // what a session began with is the session's
    leaves: [MARKS.caller],
  },
  {
    what: 'the session, and what was imported',
    forget: async (call) => {
      await call('DELETE', `/v1/local/sessions/${SESSION}`);
      await forgetImported(call);
    },
    leaves: [],
  },
  { what: 'the user', forget: async (call) => void (await call('DELETE', '/v1/local/user')), leaves: [] },
];

/** The marks of which nothing may be left. */
export function gone({ leaves }: { readonly leaves: readonly string[] }): string[] {
  return Object.values(MARKS).filter((mark) => !leaves.includes(mark));
}
