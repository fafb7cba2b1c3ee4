import { createRuntime, installLoopback } from 'memoair-web';

const IDENTITY = { workspaceId: 'nextjs', userId: 'ada' };

export interface Recall {
  readonly contextText: string;
  readonly trace: { readonly degraded: boolean };
}

/** A memory that is open, for one session. */
export interface Memory {
  recall(query: string): Promise<Recall>;
  keep(userText: string, assistantText: string): Promise<void>;
}

let opening: Promise<Memory> | null = null;

/** Opened once a page: effects run twice in development. Never called on the server, where there is no worker. */
export function openMemory(): Promise<Memory> {
  opening ??= open().catch((error: unknown) => {
    opening = null;
    throw error;
  });
  return opening;
}

async function open(): Promise<Memory> {
  installLoopback(createRuntime({ ...IDENTITY, modelUrl: '/model/' }));
  const sessionId = crypto.randomUUID();
  await call('session/start', { sessionId, ...IDENTITY });
  return {
    recall: (query) => call<Recall>('search_memory', { sessionId, query }),
    keep: async (userText, assistantText) => {
      await call('turn/after', { sessionId, turnId: crypto.randomUUID(), userText, assistantText });
    },
  };
}

/** As an app calls the runtime beside it: the page itself answers that address. */
async function call<T>(path: string, body: object): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`http://127.0.0.1:7878/v1/runtime/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const answer = (await response.json()) as T & { readonly error?: { readonly message: string } };
  if (answer.error) throw new Error(answer.error.message);
  return answer;
}
