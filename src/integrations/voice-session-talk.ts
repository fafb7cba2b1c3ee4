import type { TurnListener } from '../voice/memory/voice-client.ts';

const PART = 'answer';

/** What a VoiceSession tells of its talk. The session itself knows what was heard of each answer. */
export class VoiceSessionTalk {
  readonly #turns: TurnListener;
  /** The user has finished, and the words are not known yet. */
  #wordless = false;
  /** An answer that was over before the words of its question were known. */
  #early: { readonly words: string; readonly interrupted: boolean } | null = null;
  #answering = false;

  constructor(turns: TurnListener) {
    this.#turns = turns;
  }

  hearing(partial: string): void {
    this.#turns.hearing(partial);
  }

  finished(): void {
    this.#wordless = true;
    this.#early = null;
  }

  said(text: string): Promise<boolean> {
    const early = this.#early;
    this.#wordless = false;
    this.#early = null;
    const free = this.#turns.said(text);
    if (this.#answering) this.#turns.heard(PART, '');
    else if (early) this.#over(early.words, early.interrupted);
    return free;
  }

  /** Something of an answer has come. */
  answers(): void {
    if (!this.#answering && !this.#wordless) this.#turns.heard(PART, '');
    this.#answering = true;
  }

  /** An answer is over. One of which nothing had come leaves the question to what is said next. */
  heard(words: string, interrupted: boolean): void {
    if (!this.#answering && words === '') return;
    this.#answering = false;
    if (this.#wordless) this.#early = { words, interrupted };
    else this.#over(words, interrupted);
  }

  /** Nothing more is told; of an answer that is under way this was heard. */
  end(words: string): void {
    if (this.#answering) this.heard(words, true);
    this.#answering = this.#wordless = false;
    this.#early = null;
  }

  #over(words: string, interrupted: boolean): void {
    this.#turns.heard(PART, words);
    this.#turns.over(interrupted);
  }
}
