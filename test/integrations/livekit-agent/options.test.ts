import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { MemoAirVoiceAgent } from '../../../src/client/agent.ts';
import { memoAirLiveKit, type MemoAirLiveKitAgentClass } from '../../../src/integrations/livekit-agent.ts';
import { MemoryFarSide } from './memory-far-side.ts';
import { livekitAgents, type Agents } from './package-of-agents.ts';

const HERE = fileURLToPath(new URL('./', import.meta.url));
const KEYS = { apiKey: 'memoair_pk_1', projectId: 'proj_1', agentId: 'agent_1' };
const ENV = { MEMOAIR_API_KEY: 'memoair_pk_1', MEMOAIR_PROJECT_ID: 'proj_1', MEMOAIR_AGENT_ID: 'agent_1' };

describe('what an agent of LiveKit with a memory is made with', () => {
  let agents: Agents;
  let MemoAirLiveKitAgent: MemoAirLiveKitAgentClass<Agents>;
  beforeAll(async () => {
    agents = await livekitAgents();
    ({ MemoAirLiveKitAgent } = memoAirLiveKit(agents));
  }, 240_000);

  it('has the types that LiveKit takes', async () => {
    const tsc = join(HERE, '../../../node_modules/typescript/bin/tsc');
    const { stdout } = await promisify(execFile)(process.execPath, [tsc, '-p', join(HERE, 'types'), '--noEmit']).catch((thrown: { stdout: string }) => thrown);
    expect(stdout).toBe('');
  }, 120_000);

  it('is an agent of the package, with the options of every agent', () => {
    const chatCtx = agents.llm.ChatContext.empty();
    const agent = new MemoAirLiveKitAgent({ ...KEYS, userId: 'ada', id: 'clerk', instructions: 'Be kind.', chatCtx } as never);
    expect(agent).toBeInstanceOf(agents.voice.Agent);
    expect(agent).toMatchObject({ id: 'clerk', instructions: 'Be kind.' });
    expect(new MemoAirLiveKitAgent({ ...KEYS, userId: 'ada' } as never)).toMatchObject({ id: 'memo_air_live_kit_agent', instructions: '' });
  });

  it('says what is missing', () => {
    const made = (options: object) => () => new MemoAirLiveKitAgent(options as never);
    expect(made({ ...KEYS, apiKey: '', userId: 'ada' })).toThrow(/apiKey/);
    expect(made({ ...KEYS, projectId: '', userId: 'ada' })).toThrow(/projectId/);
    expect(made({ ...KEYS, agentId: '', userId: 'ada' })).toThrow(/agentId/);
    expect(made(KEYS)).toThrow(/userId/);
    expect(made({ ...KEYS, orgOnly: true })).not.toThrow();
    expect(made({ projectId: 'proj_1', agentId: 'agent_1', cloudBaseUrl: '', userId: 'ada' })).not.toThrow();
    expect(made({ agent: new MemoAirVoiceAgent(KEYS) })).toThrow(/userId/);
    expect(made({ agent: new MemoAirVoiceAgent({ ...KEYS, userId: 'ada' }) })).not.toThrow();
    expect(() => MemoAirLiveKitAgent.fromEnv({ userId: 'ada' } as never, { MEMOAIR_API_KEY: 'k' })).toThrow(/MEMOAIR_PROJECT_ID, MEMOAIR_AGENT_ID/);
    expect(() => MemoAirLiveKitAgent.fromEnv({}, ENV)).toThrow(/userId/);
    expect(() => MemoAirLiveKitAgent.fromEnv({}, { ...ENV, MEMOAIR_ORG_ONLY: 'yes' })).not.toThrow();
  });

  it('keeps the memory in files of this machine when it is made from the environment, and closes it', async () => {
    const home = await mkdtemp(join(tmpdir(), 'livekit-agent-'));
    vi.stubEnv('XDG_DATA_HOME', home);
    class Clerk extends MemoAirLiveKitAgent {}
    const faults: unknown[] = [];
    const onFault = (...fault: unknown[]): void => void faults.push(fault);
    const options = { instructions: 'Be kind.', searchTimeoutMs: 20_000, onFault };
    const agent = Clerk.fromEnv(options as never, { ...ENV, MEMOAIR_USER_ID: 'ada', MEMOAIR_BASE_URL: 'http://127.0.0.1:9' });
    expect(agent).toBeInstanceOf(Clerk);
    const chatCtx = agents.llm.ChatContext.empty();
    await agent.onEnter();
    await agent.onUserTurnCompleted(chatCtx, agents.llm.ChatMessage.create({ role: 'user', content: 'My dog is called Bruno.' }));
    await agent.onAgentResponseCompleted(chatCtx, agents.llm.ChatMessage.create({ role: 'assistant', content: 'Noted.' }));
    await agent.onExit();
    const files = await readdir(join(home, 'memoair-web', 'proj_1', 'ada'), { recursive: true });
    const log = files.find((file) => file.endsWith('.jsonl'));
    const lines = (await readFile(join(home, 'memoair-web', 'proj_1', 'ada', log!), 'utf8')).trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { kind: string }).kind)).toEqual(['session_start', 'turn', 'session_end']);
    expect(lines[1]).toContain('My dog is called Bruno.');
    expect(faults).toEqual([]);
    vi.unstubAllEnvs();
    await rm(home, { recursive: true });
  });

  it('saves nothing where it is about the workspace alone', async () => {
    const memory = await MemoryFarSide.withDog();
    const client = memory.client({ orgOnly: true });
    const agent = new MemoAirLiveKitAgent({ client, searchTimeoutMs: 20_000, onFault: () => undefined } as never);
    const chatCtx = agents.llm.ChatContext.empty();
    await agent.onUserTurnCompleted(chatCtx, agents.llm.ChatMessage.create({ role: 'user', content: 'My dog is called Bruno.' }));
    await agent.onAgentResponseCompleted(chatCtx, agents.llm.ChatMessage.create({ role: 'assistant', content: 'Noted.' }));
    await agent.onExit();
    expect(memory.paths).not.toContain('/v1/runtime/turn/after');
  });

  it('tells the console of faults by default, and nobody what was said', async () => {
    const memory = await MemoryFarSide.withDog();
    memory.health = 'failing';
    const warned = vi.spyOn(console, 'warn').mockReturnValue(undefined);
    const agent = new MemoAirLiveKitAgent({ client: memory.client(), userId: 'ada' } as never);
    await agent.onUserTurnCompleted(agents.llm.ChatContext.empty(), agents.llm.ChatMessage.create({ role: 'user', content: 'My dog is called Bruno.' }));
    expect(warned.mock.calls.map(([line]) => line as string)).toEqual([
      expect.stringMatching(/^MemoAirLiveKitAgent: an answer goes without memory \([\w. ]+\)\.$/),
    ]);
    memory.health = 'well';
    await agent.closeMemory();
    warned.mockRestore();
  });
});
