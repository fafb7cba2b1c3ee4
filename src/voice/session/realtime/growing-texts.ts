/** Texts that come in pieces, by the item that they belong to. */
export class GrowingTexts {
  readonly #texts = new Map<string, string>();

  /** All of it up to now. */
  add(itemId: string, piece: string): string {
    const text = (this.#texts.get(itemId) ?? '') + piece;
    this.#texts.set(itemId, text);
    return text;
  }

  end(itemId: string): void {
    this.#texts.delete(itemId);
  }

  clear(): void {
    this.#texts.clear();
  }
}
