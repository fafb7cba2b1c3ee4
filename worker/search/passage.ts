/** The unit of search: one utterance, one fact, one chunk of a document. */
export interface Passage {
  /** `<item>#<n>`; the key of its vector. */
  readonly id: string;
  /** The memory or chunk that it belongs to. */
  readonly item: string;
  /** The words themselves, without a speaker's name. */
  readonly text: string;
  /** Whose line it is, where it is talk. */
  readonly role: 'user' | 'assistant' | null;
  /** The speaker's name, where that is known; matched as a field of its own. */
  readonly label: string | null;
  /** What is embedded: for talk, with the lines before it. */
  readonly denseText: string;
  /** Passages of one thread (a session) are neighbours in the order in which they were added. */
  readonly thread: string | null;
  /** Passages of one document lend each other weight. */
  readonly document: string | null;
  /** When it was said or holds from, ISO 8601. */
  readonly at: string | null;
}

/** A passage with why it was found. */
export interface RankedPassage {
  readonly passage: Passage;
  /** 0 to 1, comparable between lanes. */
  readonly score: number;
  readonly lexical: number;
  readonly cosine: number;
}

/** The item of a passage, by the passage's id. */
export function itemOf(passageId: string): string {
  return passageId.slice(0, passageId.lastIndexOf('#'));
}

/** The one passage of an item that is a text of its own, a fact or a chunk, and no line of a talk. */
export function textPassage(item: string, text: string, about: Pick<Passage, 'document' | 'at'>): Passage {
  return { id: `${item}#0`, item, text, role: null, label: null, denseText: text, thread: null, ...about };
}
