/**
 * What a recall is for. `answer`: lines that answer the query. `summary`: what the call was about and how it went on last.
 * `this-call`: the same as `answer`, of this call before all others. `wider`: the same as `answer`, of more items.
 */
export type Intent = 'answer' | 'summary' | 'this-call' | 'wider';

const INTENTS: ReadonlyMap<string, Intent> = new Map([
  ['summarise_recent', 'summary'],
  ['summarize_recent', 'summary'],
  ['earlier_in_call', 'this-call'],
  ['fallback', 'wider'],
]);

/** The intent that a caller named; any other name reads as the usual one. */
export function intentOf(name: string): Intent {
  return INTENTS.get(name) ?? 'answer';
}
