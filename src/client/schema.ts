/** Name under which a model calls the tool. */
export const TOOL_NAME = 'search_memory';

export const DEFAULT_INTENT = 'answer_current_user';

// type aliases: an interface is not assignable to the index signatures of the frameworks' own types

/** JSON Schema of the tool's arguments. */
export type ToolParameters = {
  type: 'object';
  properties: {
    query: { type: 'string'; description: string };
    intent: { type: 'string'; enum: string[]; default: string };
  };
  required: string[];
};

/** The tool as OpenAI's Chat Completions take it. */
export type ToolSchema = { type: 'function'; function: { name: typeof TOOL_NAME; description: string; parameters: ToolParameters } };

/** The tool as OpenAI's Realtime sessions take it. */
export type RealtimeToolSchema = { type: 'function'; name: typeof TOOL_NAME; description: string; parameters: ToolParameters };

/** The tool as OpenAI's Responses take it. */
export type ResponsesToolSchema = RealtimeToolSchema & { strict: false };

/** A fresh copy: a caller may change it. */
export function toolSchema(): ToolSchema {
  return {
    type: 'function',
    function: {
      name: TOOL_NAME,
      description: 'Looks up what is remembered for this conversation: profile, working, permanent and org memory. To be called before each answer.',
      parameters: {
        type: 'object',
        properties: {
          query: { type: 'string', description: 'What to look for, taken from the conversation.' },
          intent: { type: 'string', enum: [DEFAULT_INTENT, 'earlier_in_call', 'fallback'], default: DEFAULT_INTENT },
        },
        required: ['query'],
      },
    },
  };
}

export function realtimeToolSchema(): RealtimeToolSchema {
  const { type, function: tool } = toolSchema();
  return { type, ...tool };
}

export function responsesToolSchema(): ResponsesToolSchema {
  return { ...realtimeToolSchema(), strict: false };
}
