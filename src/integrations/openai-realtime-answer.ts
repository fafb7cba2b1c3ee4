import { CHARS_PER_SECOND, SpokenText } from '../voice/memory/spoken-text.ts';

interface Item {
  readonly spoken: SpokenText;
  /** When the first of it came. */
  readonly since: number;
  /** Written, not spoken: read as soon as it is there. */
  readonly written: boolean;
  /** How far it was heard, in milliseconds, where it was cut. */
  cutMs: number | null;
}

/** An answer on its way to the user's ear: items that play one after the other. Times are milliseconds on one clock. */
export class RealtimeAnswer {
  readonly #items = new Map<string, Item>();
  readonly #charsPerSecond: number;
  /** When it began to play, where that is told. */
  #started: number | null = null;

  constructor(charsPerSecond: number = CHARS_PER_SECOND) {
    this.#charsPerSecond = charsPerSecond;
  }

  get empty(): boolean {
    return this.#items.size === 0;
  }

  /** Whether all of it is to be read. */
  get written(): boolean {
    return [...this.#items.values()].every((item) => item.written);
  }

  has(id: string): boolean {
    return this.#items.has(id);
  }

  ids(): Iterable<string> {
    return this.#items.keys();
  }

  words(id: string, delta: string, now: number, written: boolean): void {
    this.#item(id, now, written).spoken.words(delta);
  }

  /** All words of an item, which replace those that came in pieces where they differ. */
  whole(id: string, text: string, now: number, written: boolean): void {
    const { spoken } = this.#item(id, now, written);
    if (spoken.text === '') spoken.words(text);
    else spoken.text = text;
  }

  plays(id: string, ms: number, now: number): void {
    this.#item(id, now, false).spoken.audioMs += ms;
  }

  /** All of it has come, up to now. */
  end(): void {
    for (const { spoken } of this.#items.values()) spoken.whole = true;
  }

  started(now: number): void {
    this.#started ??= now;
  }

  /** When the last of it is heard, if nothing cuts it. */
  get until(): number {
    return this.#playing().at(-1)?.to ?? 0;
  }

  /** An item was cut there; what would have come after it was not heard. */
  cutAt(id: string, ms: number): void {
    let cut = false;
    for (const [each, item] of this.#items) {
      if (each === id) item.cutMs = ms;
      else if (cut) item.cutMs = 0;
      cut ||= each === id;
    }
  }

  /** It is heard no further, and nothing tells how far: the clock does. */
  cut(now: number): void {
    for (const { item, from } of this.#playing()) item.cutMs ??= item.written ? null : Math.max(0, now - from);
  }

  /** The words that were heard, or will be. */
  heard(): string {
    const texts = [...this.#items.values()].map(({ spoken, cutMs }) => (cutMs === null ? spoken.text : spoken.until(cutMs, this.#charsPerSecond)));
    return texts.filter((text) => text.trim() !== '').join(' ');
  }

  /** Whether some of it was not heard. */
  get wasCut(): boolean {
    return [...this.#items.values()].some(({ spoken, cutMs }) => cutMs !== null && spoken.until(cutMs, this.#charsPerSecond) !== spoken.text);
  }

  /** Characters a second, if it stopped playing now, whole. Null where its start was not told. */
  rate(now: number): number | null {
    const [item, ...others] = this.#items.values();
    // between several items there are pauses
    if (!item || others.length > 0 || this.#started === null || now <= this.#started) return null;
    return (item.spoken.text.length * 1000) / (now - this.#started) || null;
  }

  #item(id: string, since: number, written: boolean): Item {
    const item = this.#items.get(id) ?? { spoken: new SpokenText(), since, written, cutMs: null };
    this.#items.set(id, item);
    return item;
  }

  #playing(): { readonly item: Item; readonly from: number; readonly to: number }[] {
    const playing: { item: Item; from: number; to: number }[] = [];
    let free = this.#started ?? 0;
    for (const item of this.#items.values()) {
      const from = Math.max(free, item.since);
      free = item.written ? from : from + item.spoken.durationMs(this.#charsPerSecond);
      playing.push({ item, from, to: free });
    }
    return playing;
  }
}
