// asserted by the compiler, run by no one: each tool fits where its framework takes it
import * as agents from '@livekit/agents';
import type { FunctionCallCallback, PipecatClient } from '@pipecat-ai/client-js';
import type { ChatCompletionTool } from 'openai/resources/chat/completions';
import type { RealtimeFunctionTool } from 'openai/resources/realtime/realtime';
import type { FunctionTool, Tool } from 'openai/resources/responses/responses';
import type { MemoAirVoiceMemory } from '../../../src/client/memory.ts';

export function takeTools(memory: MemoAirVoiceMemory, pipecat: PipecatClient): unknown[] {
  const chat: ChatCompletionTool = memory.toOpenaiFunction();
  const ofTool: ChatCompletionTool[] = [memory.searchMemoryTool().schema()];
  const responses: FunctionTool = memory.toOpenaiFunction('responses');
  const anyTool: Tool = memory.toOpenaiFunction('responses');
  const realtime: RealtimeFunctionTool = memory.toOpenaiFunction('realtime');
  const livekit: agents.llm.FunctionTool = memory.toLivekitTool(agents);
  const agent = new agents.voice.Agent({ instructions: 'x', tools: [livekit] });
  const { name, handler } = memory.toPipecatTool();
  const callback: FunctionCallCallback = handler;
  pipecat.registerFunctionCallHandler(name, callback);
  return [chat, ofTool, responses, anyTool, realtime, livekit, agent];
}
