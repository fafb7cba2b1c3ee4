import type { RecallTrace } from '../contract/types.ts';
import { toolSchema, TOOL_NAME, type ToolSchema } from './schema.ts';

/** What one call of the tool takes beside its query. */
export interface ToolCallOptions {
  /** Default `answer_current_user`. */
  readonly intent?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A tool to register with a model. It is called like a function and answers the composed contextText.
 *
 * @example
 * ```ts
 * const tool = memory.searchMemoryTool();
 * const text = await tool('what timezone do I use', { intent: 'answer_current_user' });
 * console.log(tool.lastTrace?.totalMs);
 * ```
 */
export interface MemoryTool {
  /** @throws MemoAirVoiceMemoryError `runtime.timeout` when no answer came in time, or as the runtime says */
  (query: string, options?: ToolCallOptions): Promise<string>;
  readonly name: typeof TOOL_NAME;
  /** Of the last call that was answered; null before, or when the runtime sent none. */
  readonly lastTrace: Readonly<Partial<RecallTrace>> | null;
  /** The tool as OpenAI's Chat Completions take it; a fresh copy each time. */
  schema(): ToolSchema;
}

/** What a tool found. */
export interface ToolAnswer {
  readonly contextText: string;
  readonly trace: Readonly<Partial<RecallTrace>> | null;
}

export function memoryTool(search: (query: string, options: ToolCallOptions) => Promise<ToolAnswer>): MemoryTool {
  let lastTrace: ToolAnswer['trace'] = null;
  const call = async (query: string, options: ToolCallOptions = {}): Promise<string> => {
    const answer = await search(query, options);
    lastTrace = answer.trace;
    return answer.contextText;
  };
  // a function's own name can be redefined, not assigned
  return Object.defineProperties(call, {
    name: { value: TOOL_NAME },
    lastTrace: { get: () => lastTrace, enumerable: true },
    schema: { value: toolSchema },
  }) as unknown as MemoryTool;
}
