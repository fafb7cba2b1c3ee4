/** What the cloud of the section is to hold. */
export interface CloudRequest {
  readonly chunks: number;
  /** Of the devices' model, which also embeds the query. */
  readonly dimension: number;
  readonly stamp: string;
}

/** Where a page finds the cloud, and what it is to ask there. */
export interface ServedProjection {
  readonly url: string;
  readonly apiKey: string;
  /** Bytes of all its pages, and how many they are. */
  readonly bytes: number;
  readonly pages: number;
  readonly query: string;
  /** Documents of the last page: one has a word of the query and nothing of its meaning, the other its meaning and no word. */
  readonly byWords: string;
  readonly byMeaning: string;
}

export type FromCloud = { readonly kind: 'phase'; readonly text: string } | ({ readonly kind: 'serving' } & ServedProjection);

/** Milliseconds of a device that had nothing. */
export interface ColdTimes {
  /** From createRuntime to the first answer that has both documents. */
  readonly both: number;
  /** From createRuntime until the session was there. */
  readonly started: number;
  /** From createRuntime to the first answer that has the one with the word. */
  readonly lexical: number;
  /** Of each recall that was answered meanwhile. */
  readonly recalls: readonly number[];
}

/** What the page does for whoever drives it. */
export interface ProjectionBench {
  /** Downloads every page, parses it and puts its rows; milliseconds. */
  bare(served: ServedProjection): Promise<number>;
  cold(served: ServedProjection): Promise<ColdTimes>;
  /** Milliseconds from createRuntime to the first answer by words from what is stored. */
  warm(served: ServedProjection): Promise<number>;
  close(): Promise<void>;
}

declare global {
  interface Window {
    projectionBench: ProjectionBench;
  }
}
