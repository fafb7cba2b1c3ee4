/**
 * Items of a conversation: what a caller may put in, and what the service tells.
 *
 * @module
 */
import type { Open } from './open.ts';

/** Who says a message. */
export type MessageRole = 'user' | 'assistant' | 'system';

/** How far an item has come. */
export type ItemStatus = Open<'in_progress' | 'completed' | 'incomplete'>;

/** What the user wrote. */
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

/** What the user shows: an address, or a data URL. */
export interface InputImagePart {
  readonly type: 'input_image';
  readonly image_url?: string;
  readonly detail?: Open<'auto' | 'low' | 'high'>;
}

/** What was answered in writing. */
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

/** A part of a message. */
export type ContentPart = InputTextPart | InputAudioPart | InputImagePart | TextPart | AudioPart;

/** What somebody said. */
export interface MessageItem {
  readonly type: 'message';
  readonly id?: string;
  readonly role: MessageRole;
  readonly content: readonly ContentPart[];
  readonly status?: ItemStatus;
}

/** The model calls a function of the client’s. */
export interface FunctionCallItem {
  readonly type: 'function_call';
  readonly id?: string;
  readonly call_id: string;
  readonly name: string;
  /** JSON as text. */
  readonly arguments: string;
  readonly status?: ItemStatus;
}

/** What the function answered, as text. */
export interface FunctionCallOutputItem {
  readonly type: 'function_call_output';
  readonly id?: string;
  readonly call_id: string;
  readonly output: string;
  readonly status?: ItemStatus;
}

/** Whether a call of a tool server may be made. */
export interface McpApprovalResponseItem {
  readonly type: 'mcp_approval_response';
  readonly id?: string;
  readonly approval_request_id: string;
  readonly approve: boolean;
  readonly reason?: string;
}

/** What `conversation.item.create` takes. */
export type ConversationRequestItem = MessageItem | FunctionCallItem | FunctionCallOutputItem | McpApprovalResponseItem;

/** What a tool server offers. */
export interface McpListToolsItem {
  readonly type: 'mcp_list_tools';
  readonly id?: string;
  readonly server_label: string;
  readonly tools: readonly { readonly name: string; readonly description?: string; readonly input_schema: unknown; readonly annotations?: unknown }[];
}

/** A call of a tool server. `arguments` is JSON as text. */
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

/** Asks whether a call of a tool server may be made. `arguments` is JSON as text. */
export interface McpApprovalRequestItem {
  readonly type: 'mcp_approval_request';
  readonly id?: string;
  readonly server_label: string;
  readonly name: string;
  readonly arguments?: string;
}

/** The service searches the web. */
export interface WebSearchCallItem {
  readonly type: 'web_search_call';
  readonly id?: string;
}

/** The service searches files. */
export interface FileSearchCallItem {
  readonly type: 'file_search_call';
  readonly id?: string;
  readonly queries?: readonly string[];
  readonly status: Open<'in_progress' | 'searching' | 'completed' | 'incomplete' | 'failed'>;
  readonly results?: readonly FileSearchResult[];
}

/** A passage of a file that was found. */
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
