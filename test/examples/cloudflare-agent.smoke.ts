import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'vitest';
import { startExample } from './start-example.ts';
import { remembersByMeaning } from './talk-page.ts';

it('cloudflare-agent is told by its memory, in real workerd, what was said before', async () => {
  const state = await mkdtemp(join(tmpdir(), 'memoair-workerd-'));
  const example = startExample('cloudflare-agent', { env: { AGENT_STATE: state } });
  try {
    await remembersByMeaning(await example.url);
  } catch (error) {
    throw new Error(example.output(), { cause: error });
  } finally {
    await example.close();
    await rm(state, { recursive: true, force: true });
  }
});
