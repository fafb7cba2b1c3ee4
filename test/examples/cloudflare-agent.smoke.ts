import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'vitest';
import { withExample } from './start-example.ts';
import { remembersByMeaning } from './talk-page.ts';

it('cloudflare-agent is told by its memory, in real workerd, what was said before', async () => {
  const state = await mkdtemp(join(tmpdir(), 'memoair-workerd-'));
  try {
    await withExample('cloudflare-agent', { AGENT_STATE: state }, remembersByMeaning);
  } finally {
    await rm(state, { recursive: true, force: true });
  }
});
