import type { Open } from './open.ts';

/** A function that the model may call and the client answers. */
export interface FunctionTool {
  readonly type: 'function';
  readonly name: string;
  readonly description?: string;
  /** JSON schema. */
  readonly parameters?: unknown;
}

/** A tool server that the service itself calls. */
export interface McpServer {
  readonly type: 'mcp';
  readonly server_label: string;
  readonly server_url: string;
  readonly authorization?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly allowed_tools?: readonly string[];
  readonly require_approval?: Open<'never' | 'always'> | Readonly<Record<string, readonly string[]>>;
}

/** What the model may call. */
export type Tool = FunctionTool | McpServer;

/** Whether the model has to call a tool, and which. */
export type ToolChoice = Open<'auto' | 'none' | 'required'> | { readonly type: 'function'; readonly name: string };
