/** A dedicated worker of the app that cannot wait. */
import { createBlockingClient, MemoAirVoiceMemorySync } from '../../../src/client/blocking/browser.ts';
import { addressOf } from './ask.ts';

interface Question {
  readonly user: string;
  readonly query: string;
}

async function answer({ user, query }: Question): Promise<void> {
  const client = await createBlockingClient();
  using memory = new MemoAirVoiceMemorySync({ projectId: 'w', userId: user, runtimeUrl: addressOf(''), client });
  memory.startSession();
  postMessage(memory.searchMemoryTool({ searchMemoryTimeoutMs: 5_000 })(query));
}

addEventListener('message', ({ data }: MessageEvent<Question>) => void answer(data));
