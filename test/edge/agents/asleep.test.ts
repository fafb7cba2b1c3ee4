import { describe, expect, it } from 'vitest';
import type { CallMemory } from '../../../src/integrations/calls/call-memory.ts';
import { listen } from '../../../src/integrations/cloudflare-agents-hooks.ts';
import type { VoiceAgent, VoiceConnection } from '../../../src/integrations/cloudflare-agents-types.ts';

const connection: VoiceConnection = { id: 'line_1', state: { userId: 'ada' } };

/** An agent as the platform wakes it: it has met nobody, and remembers nothing. */
function awake(ended: string[][]) {
  const memory: CallMemory = {
    recall: async () => ({ contextText: '', org: [] }),
    record: async () => undefined,
    end: async ({ userId, sessionId, reason }) => void ended.push([userId, sessionId, reason]),
  };
  const agent: VoiceAgent & Required<Parameters<typeof listen>[0]> = {
    onTurn: async () => 'Hello.',
    beforeCallStart: () => true,
    onCallEnd: () => undefined,
    onInterrupt: () => undefined,
    beforeSynthesize: (text) => text,
    afterSynthesize: (audio) => audio,
    saveMessage: () => undefined,
    onConnect: () => undefined,
    onClose: () => undefined,
  };
  listen(agent, { memory: () => memory, userIdOf: async () => 'ada', timeoutMs: 250, sampleRate: 16_000, onFault: () => undefined });
  const write = (): Promise<unknown> => agent.onTurn('Hi.', { connection, signal: new AbortController().signal });
  return { agent, write };
}

describe('an agent that slept while a connection was quiet', () => {
  it('ends the session of what was written over it before', async () => {
    const ended: string[][] = [];
    const before = awake(ended);
    await before.agent.onConnect(connection);
    await before.write();
    await awake(ended).agent.onClose(connection);
    expect(ended).toEqual([['ada', 'line_1', 'connection_closed']]);
  });

  it('ends it once when something was written after it too', async () => {
    const ended: string[][] = [];
    const { agent, write } = awake(ended);
    await write();
    await agent.onClose(connection);
    expect(ended).toEqual([['ada', 'line_1', 'connection_closed']]);
  });

  it('asks for no memory when it saw the connection come and nothing was said', async () => {
    const ended: string[][] = [];
    const { agent } = awake(ended);
    await agent.onConnect(connection);
    await agent.onClose(connection);
    expect(ended).toEqual([]);
  });
});
