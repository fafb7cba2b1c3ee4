/** One way to come to the demo, as a person's browser saw it; milliseconds and bytes. */
export interface FirstLoad {
  readonly visit: string;
  readonly firstPaintMs: number;
  readonly largestPaintMs: number;
  /** From when on the page's thread had no task of 50 ms or longer for two seconds. */
  readonly interactiveMs: number;
  /** Beyond 50 ms, of all long tasks up to the answer by meaning. */
  readonly blockedMs: number;
  readonly byWordsMs: number;
  readonly bytesByWords: number;
  readonly byMeaningMs: number;
  readonly bytesByMeaning: number;
}
