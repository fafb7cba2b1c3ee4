/** A call of the example's, with the service's packets made here. */
export interface ScriptedCall {
  /** A turn: the user's words, then the agent's. */
  says(words: string, answer: string): Promise<void>;
  /** What the page answers an agent that asks with this payload. */
  asks(payload: string): Promise<string>;
  leave(): Promise<void>;
}

declare global {
  /** Joins a room. */
  var join: () => Promise<ScriptedCall>;
  var call: ScriptedCall;
  /** What agents were told. */
  var told: string[];
}
