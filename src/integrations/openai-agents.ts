/**
 * Memory for OpenAI's voice agents: sessions of `@openai/agents-realtime`, over WebRTC or a WebSocket.
 *
 * @module
 */
import { isObject, type JsonObject } from '../client/json.ts';
import { realtimeToolSchema, TOOL_NAME } from '../client/schema.ts';
import { systemTimers, type Timers } from '../client/timers.ts';
import { questionIn } from '../voice/memory/question.ts';
import type { AnswerQuestion, VoiceClient } from '../voice/memory/voice-client.ts';
import { realtimeClient, type RealtimeOptions } from './openai-realtime-client.ts';

/** As much of a RealtimeAgent as is used. */
export interface AgentsAgent {
  tools: unknown[];
  readonly handoffs?: readonly unknown[];
}

/** What listens at a transport. Its events differ from one to the next. */
type Listener = (event: unknown) => void;

/** As much of a RealtimeSession as is used. */
export interface AgentsSession {
  readonly initialAgent: AgentsAgent;
  readonly transport: {
    on(event: '*' | 'connection_change', listener: Listener): unknown;
    off(event: '*' | 'connection_change', listener: Listener): unknown;
    sendEvent(event: never): void;
    requestResponse?(): void;
  };
}

/** Options of {@link openaiAgents}. */
export interface OpenaiAgentsOptions {
  /** As of a realtime session: whether answers wait for the memory. Default true. */
  readonly respond?: boolean | undefined;
  /** Time. Default: the system's. */
  readonly timers?: Timers | undefined;
}

/**
 * A RealtimeSession for {@link attachMemory}. Attach before it connects: the tool `search_memory` is given to its agent, and to
 * those that the agent hands off to. The session may close and connect again.
 *
 * @example
 * ```ts
 * const session = new RealtimeSession(agent, { model: 'gpt-realtime' });
 * const attached = attachMemory(openaiAgents(session), { runtime, sessionId });
 * await session.connect({ apiKey });
 * ```
 */
export function openaiAgents(session: AgentsSession, { respond = true, timers = systemTimers }: OpenaiAgentsOptions = {}): VoiceClient {
  const { transport } = session;
  // the session sends its own tools with each change of an agent
  const options: RealtimeOptions = { respond, tool: false, timers };
  const client = realtimeClient(
    {
      framework: 'openai-agents',
      send: (event) => {
        // it waits for an answer that is under way
        if (event['type'] === 'response.create' && transport.requestResponse) transport.requestResponse();
        else transport.sendEvent(event as never);
      },
      listen: (onEvent, onClose) => {
        const onAny = (event: unknown): void => {
          if (isObject(event)) onEvent(event);
        };
        const onChange = (status: unknown): void => {
          if (status === 'disconnected') onClose();
        };
        transport.on('*', onAny);
        transport.on('connection_change', onChange);
        return () => {
          transport.off('*', onAny);
          transport.off('connection_change', onChange);
        };
      },
    },
    options,
  );
  return { ...client, onTool: (answer) => giveTool(session.initialAgent, agentTool(answer)) };
}

/** Gives the tool to an agent and to all that it hands off to. Returns what takes it away again. */
function giveTool(first: AgentsAgent, tool: JsonObject): () => void {
  const agents = new Set<AgentsAgent>();
  const visit = (value: unknown): void => {
    const agent = isObject(value) && isObject(value['agent']) ? value['agent'] : value;
    if (!isAgent(agent) || agents.has(agent)) return;
    agents.add(agent);
    agent.tools = [...agent.tools, tool];
    for (const next of agent.handoffs ?? []) visit(next);
  };
  visit(first);
  return () => {
    for (const agent of agents) agent.tools = agent.tools.filter((each) => each !== tool);
  };
}

const isAgent = (value: unknown): value is AgentsAgent => isObject(value) && Array.isArray(value['tools']);

/** A function tool as the package's own `tool()` makes it. */
function agentTool(answer: AnswerQuestion): JsonObject {
  const { description, parameters } = realtimeToolSchema();
  return {
    type: 'function',
    name: TOOL_NAME,
    description,
    parameters,
    strict: false,
    invoke: (_context: unknown, input: unknown) => answer(questionIn(input)),
    needsApproval: async () => false,
    isEnabled: async () => true,
  };
}
