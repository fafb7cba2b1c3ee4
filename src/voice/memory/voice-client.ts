/** A question that the model asks the memory by its tool. */
export interface MemoryQuestion {
  /** Empty where the model gave none: then what the user said last is meant. */
  readonly query: string;
  /** Default `answer_current_user`. */
  readonly intent?: string | undefined;
}

/** Never rejects and is never late: where nothing is found or can be, the text says so. */
export type AnswerQuestion = (question: MemoryQuestion) => Promise<string>;

/** What a {@link VoiceClient} tells of a talk as it goes on. None of these throws or rejects. */
export interface TurnListener {
  /** The user seems to be saying this: all of it, up to now. */
  hearing(partial: string): void;
  /**
   * The user has said this. What the user says again before any of an answer was heard belongs to the same turn.
   *
   * @returns true once the model may answer: what is remembered was put before it, or cannot be in time. False when the user
   * has said more by then, or the memory was detached.
   */
  said(text: string): Promise<boolean>;
  /**
   * Of this part of the answer the user has heard these words, which replace those told for it before. None at all says
   * that it has begun. Without a turn it is a greeting, which is not kept.
   */
  heard(part: string, words: string): void;
  /** The turn is over and is saved. A turn that nobody ends is ended by the next, or by detaching. */
  over(interrupted: boolean): void;
}

/**
 * A voice framework's client as {@link attachMemory} needs it. Each of `memoair-web/integrations/*` for a voice client makes
 * one; write your own for another.
 */
export interface VoiceClient {
  /** Its name, which is kept with the session. */
  readonly framework: string;
  /**
   * Puts what is remembered before the model, silently: no answer is asked for. May throw or reject when it cannot. Null where
   * the model asks for itself: then nothing is recalled for it beforehand.
   */
  readonly inject: ((contextText: string) => unknown) | null;
  /** Has the model's calls of `search_memory` answered until the function that it returns is called. */
  onTool(answer: AnswerQuestion): () => void;
  /** Tells what is said until the function that it returns is called, which undoes whatever was changed for it. */
  onTurn(turns: TurnListener): () => void;
}
