/** A function that the model may call. */
export interface VoiceTool {
  readonly name: string;
  readonly description: string;
  /** JSON schema of an object. Default: no parameters. */
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
  /** What it returns goes to the model: text as it is, anything else as JSON. What it throws does not. */
  execute(input: Readonly<Record<string, unknown>>, options: { readonly signal: AbortSignal }): unknown;
}

/** Who answers: instructions and tools. */
export interface VoiceAgent {
  readonly name?: string | undefined;
  readonly instructions?: string | undefined;
  readonly tools?: readonly VoiceTool[] | undefined;
}

/** A model that gets no result may invent one. */
const FAILED = 'The tool failed. Go on without it.';

/** The result of a call as text; never rejects. `onFault` hears of what failed. */
export async function runTool(
  tools: readonly VoiceTool[],
  call: { readonly name: string; readonly input: string },
  signal: AbortSignal,
  onFault: (reason: string) => void,
): Promise<string> {
  const tool = tools.find(({ name }) => name === call.name);
  if (!tool) {
    onFault('unknown tool');
    return FAILED;
  }
  try {
    const input: unknown = JSON.parse(call.input || '{}');
    const result = await tool.execute(input as Readonly<Record<string, unknown>>, { signal });
    return typeof result === 'string' ? result : (JSON.stringify(result) ?? 'null');
  } catch (thrown) {
    onFault(thrown instanceof Error ? thrown.name : 'Error');
    return FAILED;
  }
}
