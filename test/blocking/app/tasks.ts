/** What the tests have a thread do with the blocking classes. */
import { createBlockingClient, MemoAirVoiceMemorySync, type BlockingClient } from '../../../src/client/blocking/browser.ts';

export interface Task {
  readonly user: string;
  /** A runtime elsewhere; unset: in the helping thread. */
  readonly runtimeUrl?: string;
  readonly token?: string;
  /** The turns to save first. */
  readonly turns: readonly string[];
  readonly query: string;
  /** Goes without a client. */
  readonly bare?: boolean;
}

export interface Told {
  readonly contextText?: string;
  /** A timer of the same thread fired before the last answer was there. */
  readonly ran?: boolean;
  readonly code?: string;
  readonly message?: string;
}

export async function run(task: Task): Promise<Told> {
  let client: BlockingClient | undefined;
  try {
    const { user, runtimeUrl, token } = task;
    if (!task.bare) client = await createBlockingClient(runtimeUrl === undefined ? { runtime: { workspaceId: 'w', userId: user, modelUrl: null } } : {});
    return ask(task, {
      projectId: 'w',
      userId: user,
      ...(client ? { client } : {}),
      ...(runtimeUrl === undefined ? {} : { runtimeUrl }),
      ...(token === undefined ? {} : { runtimeToken: token }),
    });
  } catch (thrown) {
    const { code = '', message } = thrown as Error & { code?: string };
    return { code, message };
  } finally {
    client?.close();
  }
}

/** Not an async function: everything in it is one task of this thread. */
function ask(task: Task, options: ConstructorParameters<typeof MemoAirVoiceMemorySync>[0]): Told {
  let ran = false;
  setTimeout(() => (ran = true), 0);
  const memory = new MemoAirVoiceMemorySync(options);
  memory.startSession();
  task.turns.forEach((userText, i) => memory.afterTurn({ turnId: `t${i}`, userText, assistantText: 'Noted.', timeoutS: 20 }));
  const contextText = memory.searchMemoryTool({ searchMemoryTimeoutMs: 10_000 })(task.query);
  memory.endSession();
  memory.close();
  return { contextText, ran };
}
