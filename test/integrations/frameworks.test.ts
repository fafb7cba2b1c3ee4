import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { MemoAirVoiceMemory } from '../../src/client/memory.ts';
import type { LivekitAgents } from '../../src/client/frameworks.ts';
import { createLoopbackFetch } from '../../src/loopback/fetch.ts';
import { LoopbackPorts } from '../../src/loopback/ports.ts';
import { createLocalRuntime } from '../../src/runtime/local.ts';
import { installFrameworks } from './install.ts';

const HERE = fileURLToPath(new URL('./', import.meta.url));

/** As much of LiveKit's package as is used here; types/tools.ts checks the rest. */
interface Agents extends LivekitAgents {
  readonly llm: LivekitAgents['llm'] & {
    isTool(value: unknown): boolean;
    FunctionCall: { create(init: { callId: string; name: string; args: string }): unknown };
    ToolContext: new (tools: unknown[]) => unknown;
    executeToolCall(call: unknown, context: unknown): Promise<{ output: string; isError: boolean }>;
  };
  initializeLogger(options: { pretty: boolean; level: string }): void;
}

interface LivekitTool {
  readonly name: string;
  readonly type: string;
  execute(args: unknown, options: unknown): Promise<string>;
}

describe('the memory tool in the frameworks', () => {
  let memory: MemoAirVoiceMemory;
  beforeAll(async () => {
    await installFrameworks();
    const client = createLoopbackFetch(await createLocalRuntime({ workspaceId: 'p', userId: 'ada' }));
    memory = new MemoAirVoiceMemory({ projectId: 'p', userId: 'ada', ports: new LoopbackPorts(), client });
    await memory.startSession();
    await memory.afterTurn({ turnId: 't1', userText: 'My dog is called Bruno.', assistantText: 'Noted.' });
    memory.searchMemoryTool({ searchMemoryTimeoutMs: 5_000 });
  }, 240_000);

  it('has the types that OpenAI, LiveKit and Pipecat take', async () => {
    const tsc = join(HERE, '../../node_modules/typescript/bin/tsc');
    const { stdout } = await promisify(execFile)(process.execPath, [tsc, '-p', join(HERE, 'types'), '--noEmit']).catch((thrown: { stdout: string }) => thrown);
    expect(stdout).toBe('');
  }, 120_000);

  it('is a tool that LiveKit made and carries out', async () => {
    const entry = join(HERE, 'node_modules/@livekit/agents/dist/index.js');
    const agents = (await import(/* @vite-ignore */ entry)) as Agents;
    agents.initializeLogger({ pretty: false, level: 'silent' });
    const { llm } = agents;
    const tool = memory.toLivekitTool(agents) as LivekitTool;
    expect(llm.isTool(tool)).toBe(true);
    expect(tool).toMatchObject({ type: 'function', name: 'search_memory' });
    expect(await tool.execute({ query: 'what is my dog called?' }, { toolCallId: 'c1' })).toContain('Bruno');
    const call = llm.FunctionCall.create({ callId: 'c1', name: 'search_memory', args: '{"query":"what is my dog called?","intent":"earlier_in_call"}' });
    const { output, isError } = await llm.executeToolCall(call, new llm.ToolContext([tool]));
    expect([isError, output]).toEqual([false, expect.stringContaining('Bruno')]);
  }, 60_000);

  it('is found by its handler when Pipecat calls it', async () => {
    const { name, schema, handler } = memory.toPipecatTool();
    expect([name, schema.function.name]).toEqual(['search_memory', 'search_memory']);
    expect(await handler({ functionName: name, arguments: { query: 'what is my dog called?' } })).toEqual({ contextText: expect.stringContaining('Bruno') });
    // a model may call it with nothing, or with anything
    expect(await handler({ functionName: name, arguments: { query: 7, intent: null } })).toEqual({ contextText: expect.any(String) });
  });
});
