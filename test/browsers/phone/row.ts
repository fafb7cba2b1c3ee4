/** A memory of so many items as a page under limits has it; milliseconds and megabytes. */
export interface PhoneRow {
  readonly items: number;
  readonly within: string;
  /** Of a loop in 300 ms: by how much a page's thread and a worker were really slowed down. */
  readonly pagePasses: number;
  readonly workerPasses: number;
  readonly byWords: number;
  readonly byMeaning: number;
  readonly recallP50: number;
  readonly recallP95: number;
  /** Share of recalls that went by words alone. */
  readonly degraded: number;
  readonly turnP50: number;
  readonly turnP95: number;
  /** The page's process. */
  readonly rendererMb: number;
  /** The most that all of the browser's processes had. */
  readonly peakMb: number;
}
