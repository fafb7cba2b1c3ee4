/** What one user turn says about the user, as facts. */
export interface ExtractedFact {
  /**
   * What the fact is about, dotted, lower case: `user.location.current`, `user.likes.filter-coffee`. A later fact with
   * the same key supersedes an earlier one.
   */
  readonly matchKey: string;
  /** One sentence in the third person: "User lives in Delhi." */
  readonly text: string;
  /**
   * True when the user said that the fact under `matchKey` no longer holds: it ends and nothing follows it. A key that
   * ends in `.any` means a group: the fact below it that the text names, or the only one there is. Keys under `user.any.` and
   * `user.instead.` mean nothing until what is on file is known: they are resolved before anything is stored.
   */
  readonly ends: boolean;
}

/** What an extractor is given. */
export interface ExtractorInput {
  /** The user's own words of one turn. Assistant text never reaches an extractor. */
  readonly userText: string;
  /** ISO 8601. */
  readonly at: string;
}

/** Turns a user's statements into facts. What it found is kept, with the turn or behind it, so it is asked once a turn. */
export type Extractor = (input: ExtractorInput) => readonly ExtractedFact[] | Promise<readonly ExtractedFact[]>;
