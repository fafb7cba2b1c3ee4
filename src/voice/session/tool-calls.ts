import { runTool, type VoiceTool } from './tools.ts';

/** The calls of tools that one answer makes. */
export class ToolCalls {
  readonly #abort = new AbortController();
  #pending = 0;
  #made = false;

  /** Whether the response that came last made any: then another one follows. */
  get made(): boolean {
    return this.#made;
  }

  /** Whether the response that came last made calls that all have their results. */
  get answered(): boolean {
    return this.#made && this.#pending === 0;
  }

  /** The answer goes on with another response. */
  nextResponse(): void {
    this.#made = false;
  }

  /** The result as text; never rejects. */
  async run(tools: readonly VoiceTool[], call: { readonly name: string; readonly input: string }, onFault: (reason: string) => void): Promise<string> {
    this.#pending++;
    this.#made = true;
    try {
      return await runTool(tools, call, this.#abort.signal, onFault);
    } finally {
      this.#pending--;
    }
  }

  /** Nobody waits for the results any more. */
  abort(): void {
    this.#abort.abort();
  }
}
