import type { JsonObject } from '../client/json.ts';
import { RuntimeError } from '../contract/errors.ts';
import type { Arrival } from './calls/bridge.ts';
import { saidAt, turnAt } from './calls/fields.ts';
import { reasonOf } from '../contract/errors.ts';
import type { PunctualMemory } from './calls/punctual-memory.ts';
import { turnIdOf, type Utterance } from './calls/spoken-turns.ts';
import type { WhoseCall } from './calls/whose-call.ts';
import { RECORD_TURN, SEARCH_MEMORY, type ToolCall } from './vapi-tool-calls.ts';

/** As Vapi takes it. */
export interface ToolResult {
  readonly toolCallId: string;
  readonly name: string;
  readonly result?: string;
  readonly error?: string;
}

/** What tools work with. */
export interface Toolbox {
  readonly memory: PunctualMemory;
  readonly whose: WhoseCall;
  /** What was said up to now. */
  readonly utterances: readonly Utterance[];
  readonly arrival: Pick<Arrival, 'signal' | 'since'>;
  readonly onFault: (what: string, reason: string) => void;
}

/** Carries a tool call out. Vapi reads nothing but a 200, so what is wrong is told in the result. */
export async function carryOut({ id: toolCallId, name, args }: ToolCall, toolbox: Toolbox): Promise<ToolResult> {
  const tool = TOOLS.get(name);
  if (!tool) return { toolCallId, name, error: `There is no such tool here: this server has ${SEARCH_MEMORY} and ${RECORD_TURN}.` };
  if (!args) return { toolCallId, name, error: 'The arguments have to be one JSON object.' };
  try {
    return { toolCallId, name, result: oneLine(await tool(args, toolbox)) };
  } catch (thrown) {
    if (thrown instanceof RuntimeError && thrown.code === 'runtime.bad_request') return { toolCallId, name, error: thrown.message };
    toolbox.onFault('a tool call failed', reasonOf(thrown));
    return { toolCallId, name, error: 'The memory could not be reached.' };
  }
}

const TOOLS: ReadonlyMap<string, (args: JsonObject, toolbox: Toolbox) => Promise<string>> = new Map([
  [SEARCH_MEMORY, search],
  [RECORD_TURN, record],
]);

async function search(args: JsonObject, { memory, whose, arrival }: Toolbox): Promise<string> {
  const query = saidAt(args['query'], 'query');
  const { contextText } = await memory.recall(async () => ({ ...(await whose()), query }), arrival);
  // Vapi takes an empty result for a missing one
  return contextText || 'Nothing was found.';
}

async function record(args: JsonObject, { memory, whose, utterances }: Toolbox): Promise<string> {
  const turn = turnAt(args);
  const turnId = await turnIdOf(turn, utterances);
  await memory.store(async (calls, signal) => calls.record({ ...(await whose()), signal, turnId, ...turn }));
  return 'ok';
}

/** Vapi cannot read a result of more than one line: https://docs.vapi.ai/tools/custom-tools-troubleshooting */
const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, ' ');
