/**
 * The part of the browser's Prompt API that is used here, as its draft of 2026 has it
 * (https://webmachinelearning.github.io/prompt-api/): it exists in windows of secure contexts alone, not in workers.
 *
 * @module
 */

/** A session with the model: what was said in it stays in it, so each turn is asked in a clone. */
export interface LanguageModelSession {
  prompt(input: string, options: { readonly responseConstraint: object; readonly signal: AbortSignal }): Promise<string>;
  clone(options: { readonly signal: AbortSignal }): Promise<LanguageModelSession>;
  destroy(): void;
}

/** What a session is made for; `availability` has to be asked with the same. */
export interface LanguageModelNeeds {
  readonly expectedInputs: readonly { readonly type: 'text'; readonly languages: readonly string[] }[];
  readonly expectedOutputs: readonly { readonly type: 'text'; readonly languages: readonly string[] }[];
}

/** `globalThis.LanguageModel` */
export interface LanguageModelFactory {
  availability(needs: LanguageModelNeeds): Promise<string>;
  create(
    options: LanguageModelNeeds & { readonly initialPrompts: readonly { readonly role: 'system' | 'user' | 'assistant'; readonly content: string }[] },
  ): Promise<LanguageModelSession>;
}

/** The browser's own model; undefined where there is none. */
export function builtInModel(): LanguageModelFactory | undefined {
  return (globalThis as { readonly LanguageModel?: LanguageModelFactory }).LanguageModel;
}
