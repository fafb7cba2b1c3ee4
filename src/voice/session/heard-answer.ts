import { CHARS_PER_SECOND, SpokenText, wholeWords } from '../memory/spoken-text.ts';

interface Item {
  readonly spoken: SpokenText;
  /** When the first of its sound came; null: it has none, or one that cannot be told from that of others. */
  since: number | null;
  /** How many characters were heard, where who plays it tells. */
  chars: number | null;
  /** The words that were heard, where it was cut. */
  cut: string | null;
}

/** An answer on its way to the user's ear: items that sound one after the other. Times are milliseconds on one clock. */
export class HeardAnswer {
  readonly #items = new Map<string, Item>();
  readonly #charsPerSecond: number;
  /** The response whose sound was heard last, where sound is heard as it comes; and since when, while it has no words. */
  #live: string | null = null;
  #wordless: number | null = null;

  constructor(charsPerSecond: number = CHARS_PER_SECOND) {
    this.#charsPerSecond = charsPerSecond;
  }

  /** Whether anything of it has come. */
  get begun(): boolean {
    return this.#items.size > 0 || this.live;
  }

  /** Whether it is heard as it comes. */
  get live(): boolean {
    return this.#live !== null;
  }

  /** All of an item's words up to now. */
  words(id: string, text: string): void {
    const { spoken } = this.#item(id);
    if (text.startsWith(spoken.text)) spoken.words(text.slice(spoken.text.length));
    else spoken.text = text;
  }

  /** So much of an item's sound has come, to be played at once or behind what came before. */
  sound(id: string, ms: number, now: number): void {
    const item = this.#item(id);
    item.since ??= now;
    item.spoken.audioMs += ms;
  }

  /** The sound of that response is heard now, as it comes. */
  started(responseId: string, now: number): void {
    if (this.#live === responseId) return;
    this.#live = responseId;
    const silent = [...this.#items.values()].find(({ since }) => since === null);
    if (silent) silent.since = now;
    else this.#wordless = now;
  }

  /** So many characters of an item were heard, as who plays it tells. */
  spoken(id: string, chars: number): void {
    this.#item(id).chars = chars;
  }

  /** All of it has come. */
  end(): void {
    for (const { spoken } of this.#items.values()) spoken.whole = true;
  }

  /** When the last of it is heard, if nothing cuts it. */
  get until(): number {
    return this.#sounding(0).at(-1)?.to ?? 0;
  }

  /** An item was cut there. */
  cutAt(id: string, ms: number): void {
    const item = this.#items.get(id);
    if (item) item.cut = item.spoken.until(ms, this.#charsPerSecond);
  }

  /** What was not cut was heard as far as it has sound. */
  cutUnplayed(): void {
    for (const item of this.#items.values()) item.cut ??= item.since === null ? '' : this.#heard(item, item.spoken.audioMs);
  }

  /** It is heard no further, and nothing tells how far: the clock does. */
  cut(now: number): void {
    for (const { item, from } of this.#sounding(now)) item.cut ??= this.#heard(item, now - from);
  }

  /** The words that were heard, or will be. */
  text(): string {
    return sentence([...this.#items.values()].map(({ cut, spoken }) => cut ?? spoken.text));
  }

  /** The words that were heard by then. */
  textBy(now: number): string {
    return sentence(this.#sounding(now).map(({ item, from }) => item.cut ?? this.#heard(item, now - from)));
  }

  /** Characters a second, as it is over now and was heard as it came. Null where that cannot be told. */
  rate(now: number): number | null {
    const [item, ...others] = this.#items.values();
    // between several items there are pauses
    if (!item || others.length > 0 || item.since === null || now <= item.since) return null;
    return (item.spoken.text.length * 1000) / (now - item.since) || null;
  }

  #heard({ spoken, chars }: Item, ms: number): string {
    return chars === null ? spoken.until(ms, this.#charsPerSecond) : wholeWords(spoken.text, chars);
  }

  #item(id: string): Item {
    let item = this.#items.get(id);
    if (item) return item;
    // what comes is of one at a time
    this.end();
    item = { spoken: new SpokenText(), since: this.#wordless, chars: null, cut: null };
    this.#wordless = null;
    this.#items.set(id, item);
    return item;
  }

  /** From when to when each item sounds; one that has no sound yet begins later than `now`. */
  #sounding(now: number): { readonly item: Item; readonly from: number; readonly to: number }[] {
    const sounding: { item: Item; from: number; to: number }[] = [];
    let free = 0;
    for (const item of this.#items.values()) {
      const from = Math.max(free, item.since ?? now);
      // who plays it tells when it is over
      const isTimed = item.since !== null && item.chars === null;
      free = isTimed ? from + item.spoken.durationMs(this.#charsPerSecond) : from;
      sounding.push({ item, from, to: free });
    }
    return sounding;
  }
}

const sentence = (texts: readonly string[]): string => texts.filter((text) => text.trim() !== '').join(' ');
