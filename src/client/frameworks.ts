import { DEFAULT_INTENT, toolSchema, TOOL_NAME, type ToolParameters, type ToolSchema } from './schema.ts';
import type { MemoryTool } from './tool.ts';

/** The part of `@livekit/agents` that makes a tool. */
export interface LivekitAgents {
  readonly llm: {
    tool(options: {
      name: string;
      description: string;
      parameters: ToolParameters;
      execute: (args: Record<string, unknown>, context?: { abortSignal?: AbortSignal }) => Promise<string>;
    }): unknown;
  };
}

/** What `A`'s own `llm.tool` makes of a tool with a name, which its first signature is for. */
export type LivekitToolOf<A extends LivekitAgents> = A['llm']['tool'] extends {
  (...named: infer _Named): infer Made;
  (...unnamed: infer _Unnamed): unknown;
}
  ? Made
  : ReturnType<A['llm']['tool']>;

export interface PipecatFunctionCall {
  readonly functionName: string;
  readonly arguments: Record<string, unknown>;
}

/** The tool for Pipecat: `handler` goes to `client.registerFunctionCallHandler(name, handler)`. */
export interface PipecatTool {
  readonly name: typeof TOOL_NAME;
  readonly schema: ToolSchema;
  readonly handler: (call: PipecatFunctionCall) => Promise<{ contextText: string }>;
}

export function livekitTool<A extends LivekitAgents>(tool: MemoryTool, { llm }: A): LivekitToolOf<A> {
  const { description, parameters } = tool.schema().function;
  return llm.tool({
    name: TOOL_NAME,
    description,
    parameters,
    execute: (args, context) => tool(...argumentsOf(args, context?.abortSignal)),
  }) as LivekitToolOf<A>;
}

/** @throws Error that says what to install */
export async function importLivekit(name = '@livekit/agents'): Promise<LivekitAgents> {
  try {
    // a name that no bundler follows, as it would one that stood here: the package is for Node alone, and optional
    return (await import(/* @vite-ignore */ /* webpackIgnore: true */ name)) as LivekitAgents;
  } catch (cause) {
    throw new Error('toLivekitTool() needs @livekit/agents: npm install @livekit/agents, or pass it: toLivekitTool(await import("@livekit/agents")).', {
      cause,
    });
  }
}

export function pipecatTool(tool: MemoryTool): PipecatTool {
  return { name: TOOL_NAME, schema: toolSchema(), handler: async (call) => ({ contextText: await tool(...argumentsOf(call.arguments)) }) };
}

/** Arguments as a model sent them: of any kind, or missing. */
function argumentsOf(args: Record<string, unknown> | undefined, signal?: AbortSignal): Parameters<MemoryTool> {
  const { query, intent } = args ?? {};
  return [typeof query === 'string' ? query : '', { intent: typeof intent === 'string' ? intent : DEFAULT_INTENT, signal }];
}
