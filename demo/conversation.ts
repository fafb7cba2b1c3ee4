/** An answer that was found, and not kept yet. */
export interface Reply {
  readonly turnId: string;
  readonly userText: string;
  readonly answer: string;
}

/** The talk of this tab, for whoever brings words in: the keyboard, the microphone, the tour. */
export interface Conversation {
  /** Recalls, makes an answer and shows both. Nothing is saved. */
  reply(userText: string): Promise<Reply>;
  /** Saves the turn, with as much of the answer as the person heard. */
  keep(reply: Reply, heard: string): Promise<void>;
  /** What the person seems to be saying: the next recall starts warm. */
  hint(partial: string): void;
}
