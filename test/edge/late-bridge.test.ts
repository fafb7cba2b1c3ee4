import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { fetchAs } from './subject.ts';
import { startWorkerd, type Workerd } from './workerd.ts';

const SECRET = 'what the platform signs with';

let workerd: Workerd;
beforeAll(async () => {
  workerd = await startWorkerd({ entry: 'with-options.ts', objects: { MEMORY: 'MemoryObject', ORG: 'OrgObject' }, variables: { SIGNING_SECRET: SECRET } });
});
afterAll(() => workerd.close());

it('a turn is kept though the bridge had answered before it was', async () => {
  const body = JSON.stringify({
    call: { call_id: 'c1', direction: 'inbound', from_number: '+491', to_number: '+492', agent_id: 'a1' },
    args: { user_text: 'My bicycle has a turquoise basket.', assistant_text: 'Noted.' },
  });
  const now = Date.now();
  const signature = `v=${now},d=${createHmac('sha256', SECRET).update(`${body}${now}`).digest('hex')}`;
  const headers = { 'x-retell-signature': signature, connection: 'close' };
  const answered = await fetch(`${workerd.url}/retell/record_turn`, { method: 'POST', headers, body });
  expect(answered.status).toBe(504);
  const exported = async (): Promise<string> => (await fetchAs({ workspaceId: 'ws_edge', userId: '+491' })(`${workerd.url}/v1/local/export`)).text();
  await vi.waitFor(async () => expect(await exported()).toContain('turquoise basket'));
});
