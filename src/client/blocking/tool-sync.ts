import type { RecallTrace } from '../../contract/types.ts';
import { toolSchema, TOOL_NAME, type ToolSchema } from '../schema.ts';
import type { ToolAnswer } from '../tool.ts';

/**
 * The tool for a framework that cannot wait: called like a function, it blocks and returns the composed contextText.
 *
 * @example
 * ```ts
 * const tool = memory.searchMemoryTool();
 * const text: string = tool('what timezone do I use', { intent: 'answer_current_user' });
 * ```
 */
export interface MemoryToolSync {
  /** @throws MemoAirVoiceMemoryError `runtime.timeout` when no answer came in time, or as the runtime says */
  (query: string, options?: { readonly intent?: string | undefined }): string;
  readonly name: typeof TOOL_NAME;
  /** Of the last call that was answered; null before, or when the runtime sent none. */
  readonly lastTrace: Readonly<Partial<RecallTrace>> | null;
  /** The tool as OpenAI's Chat Completions take it; a fresh copy each time. */
  schema(): ToolSchema;
}

export function memoryToolSync(search: (query: string, intent: string | undefined) => ToolAnswer): MemoryToolSync {
  let lastTrace: ToolAnswer['trace'] = null;
  const call = (query: string, options: { readonly intent?: string | undefined } = {}): string => {
    const answer = search(query, options.intent);
    lastTrace = answer.trace;
    return answer.contextText;
  };
  // a function's own name can be redefined, not assigned
  return Object.defineProperties(call, {
    name: { value: TOOL_NAME },
    lastTrace: { get: () => lastTrace, enumerable: true },
    schema: { value: toolSchema },
  }) as unknown as MemoryToolSync;
}
