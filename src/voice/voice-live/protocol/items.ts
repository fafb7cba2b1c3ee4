/**
 * Items of a conversation: what a caller may put in, and what the service tells.
 *
 * @module
 */
import type { Open } from './open.ts';

export type MessageRole = 'user' | 'assistant' | 'system';
export type ItemStatus = Open<'in_progress' | 'completed' | 'incomplete'>;

export interface InputTextPart {
  readonly type: 'input_text';
  readonly text: string;
}

/** `audio` is base64 in the input format of the session. */
export interface InputAudioPart {
  readonly type: 'input_audio';
  readonly audio: string;
  readonly transcript?: string;
}

export interface InputImagePart {
  readonly type: 'input_image';
  readonly image_url?: string;
  readonly detail?: Open<'auto' | 'low' | 'high'>;
}

export interface TextPart {
  readonly type: 'text';
  readonly text: string;
}

/** What was spoken. The service tells its transcript; `audio` is base64 where a caller puts it in. */
export interface AudioPart {
  readonly type: 'audio';
  readonly audio?: string;
  readonly transcript?: string | null;
}

export type ContentPart = InputTextPart | InputAudioPart | InputImagePart | TextPart | AudioPart;

export interface MessageItem {
  readonly type: 'message';
  readonly id?: string;
  readonly role: MessageRole;
  readonly content: readonly ContentPart[];
  readonly status?: ItemStatus;
}

export interface FunctionCallItem {
  readonly type: 'function_call';
  readonly id?: string;
  readonly call_id: string;
  readonly name: string;
  /** JSON as text. */
  readonly arguments: string;
  readonly status?: ItemStatus;
}

export interface FunctionCallOutputItem {
  readonly type: 'function_call_output';
  readonly id?: string;
  readonly call_id: string;
  readonly output: string;
  readonly status?: ItemStatus;
}

export interface McpApprovalResponseItem {
  readonly type: 'mcp_approval_response';
  readonly id?: string;
  readonly approval_request_id: string;
  readonly approve: boolean;
  readonly reason?: string;
}

/** What `conversation.item.create` takes. */
export type ConversationRequestItem = MessageItem | FunctionCallItem | FunctionCallOutputItem | McpApprovalResponseItem;

export interface McpListToolsItem {
  readonly type: 'mcp_list_tools';
  readonly id?: string;
  readonly server_label: string;
  readonly tools: readonly { readonly name: string; readonly description?: string; readonly input_schema: unknown; readonly annotations?: unknown }[];
}

export interface McpCallItem {
  readonly type: 'mcp_call';
  readonly id?: string;
  readonly approval_request_id?: string | null;
  readonly server_label: string;
  readonly name: string;
  readonly arguments: string;
  readonly output?: string | null;
  readonly error?: unknown;
}

export interface McpApprovalRequestItem {
  readonly type: 'mcp_approval_request';
  readonly id?: string;
  readonly server_label: string;
  readonly name: string;
  readonly arguments?: string;
}

export interface WebSearchCallItem {
  readonly type: 'web_search_call';
  readonly id?: string;
}

export interface FileSearchCallItem {
  readonly type: 'file_search_call';
  readonly id?: string;
  readonly queries?: readonly string[];
  readonly status: Open<'in_progress' | 'searching' | 'completed' | 'incomplete' | 'failed'>;
  readonly results?: readonly FileSearchResult[];
}

export interface FileSearchResult {
  readonly attributes?: Readonly<Record<string, string>>;
  readonly file_id?: string;
  readonly filename?: string;
  readonly score?: number;
  readonly text?: string;
}

/** An item as the service tells it. */
export type ResponseItem = (
  | MessageItem
  | FunctionCallItem
  | FunctionCallOutputItem
  | McpApprovalResponseItem
  | McpListToolsItem
  | McpCallItem
  | McpApprovalRequestItem
  | WebSearchCallItem
  | FileSearchCallItem
) & { readonly object?: 'realtime.item' };
