/**
 * BM25+ over passages, with the passages around them as weak fields.
 *
 * A neighbour's words count for a passage at a fraction of their own weight. They are not indexed a second time: what a
 * query finds is handed on along the thread at the end, so a new passage changes none of its neighbours' postings.
 *
 * @module
 */
import { AlikeWords } from './alike.ts';
import type { CountedPassage } from './counted-terms.ts';
import { matchWords, queryTerms, type Alike, type LexicalScores } from './match-words.ts';
import { Postings } from './postings.ts';
import { NONE, QueryPass, type Thread } from './query-pass.ts';

export interface LexicalOptions {
  /** Exponent of the share of query terms that matched: 1 for talk, .5 for text. */
  readonly coordination: number;
  /** What a word counts that is spelt much like the query's, in its place. Default 0: nothing. */
  readonly alikeWeight?: number;
}

export class LexicalIndex {
  readonly #coordination: number;
  readonly #alikeWeight: number;
  readonly #text: Postings = new Postings((term) => this.#alikeText.drop(term));
  readonly #labels: Postings = new Postings((term) => this.#alikeLabels.drop(term));
  #alikeText = new AlikeWords();
  #alikeLabels = new AlikeWords();
  readonly #pass = new QueryPass();
  /** Terms of a passage; {@link NONE} where it was removed. */
  #lengths: number[] = [];
  #thread: Thread = { previous: [], next: [], linked: false };
  #live = 0;
  #labelled = 0;
  #totalLength = 0;

  constructor(options: LexicalOptions) {
    this.#coordination = options.coordination;
    this.#alikeWeight = options.alikeWeight ?? 0;
  }

  /** Adds a passage at the slot after the last one. `after` is the slot before it in its thread, or undefined. */
  add(slot: number, { text, label }: CountedPassage, after: number | undefined): void {
    this.#lengths[slot] = text.length;
    this.#thread.previous[slot] = after ?? NONE;
    this.#thread.next[slot] = NONE;
    if (after !== undefined) {
      this.#thread.next[after] = slot;
      this.#thread.linked = true;
    }
    this.#live++;
    this.#totalLength += text.length;
    this.#text.add(slot, text);
    if (label.length > 0) this.#labelled++;
    this.#labels.add(slot, label);
  }

  /**
   * Takes a passage out; its neighbours close the gap. Terms have to be those it was added with. Returns the slot before
   * it in its thread: the thread's last where this one was that.
   */
  remove(slot: number, { text, label }: CountedPassage): number | undefined {
    this.#live--;
    this.#totalLength -= text.length;
    this.#lengths[slot] = NONE;
    this.#text.remove(text);
    if (label.length > 0) this.#labelled--;
    this.#labels.remove(label);
    const previous = this.#thread.previous[slot] ?? NONE;
    const next = this.#thread.next[slot] ?? NONE;
    if (previous !== NONE) this.#thread.next[previous] = next;
    if (next !== NONE) this.#thread.previous[next] = previous;
    return previous === NONE ? undefined : previous;
  }

  /** `alike`: also by words that are spelt much like the query's; their weight is the index's own. */
  search(terms: readonly string[], { alike = false }: { readonly alike?: boolean } = {}): LexicalScores {
    const matched = {
      lengths: this.#lengths,
      thread: this.#thread,
      live: this.#live,
      labelled: this.#labelled,
      totalLength: this.#totalLength,
      text: this.#text,
      labels: this.#labels,
      alike: alike && this.#alikeWeight > 0 ? this.#alike() : undefined,
    };
    return matchWords(queryTerms(terms), matched, this.#pass, this.#coordination);
  }

  #alike(): Alike {
    this.#alikeText.follow(this.#text.vocabulary);
    this.#alikeLabels.follow(this.#labels.vocabulary);
    return { weight: this.#alikeWeight, text: (term) => this.#alikeText.of(term), labels: (term) => this.#alikeLabels.of(term) };
  }

  /** Gives the slots new numbers, without those that were removed: `slotOf` is ascending, and negative for them. */
  renumber(slotOf: (slot: number) => number): void {
    const lengths: number[] = [];
    const thread: Thread = { previous: [], next: [], linked: this.#thread.linked };
    const moved = (slot: number): number => (slot === NONE ? NONE : slotOf(slot));
    this.#lengths.forEach((length, old) => {
      const slot = slotOf(old);
      if (slot < 0) return;
      lengths[slot] = length;
      thread.previous[slot] = moved(this.#thread.previous[old]!);
      thread.next[slot] = moved(this.#thread.next[old]!);
    });
    this.#lengths = lengths;
    this.#thread = thread;
    this.#text.renumber(slotOf);
    this.#labels.renumber(slotOf);
    // the terms have other numbers now
    [this.#alikeText, this.#alikeLabels] = [new AlikeWords(), new AlikeWords()];
  }
}
