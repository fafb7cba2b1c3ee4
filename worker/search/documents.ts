/** Of a passage that belongs to no document. */
export const ALONE = -1;

/** Numbers for documents, so that candidates of one are brought together without comparing names. A name is held as long as a passage has it. */
export class Documents {
  readonly #numbers = new Map<string, number>();
  readonly #names: string[] = [];
  readonly #passages: number[] = [];
  readonly #free: number[] = [];
  readonly #bySlot: number[] = [];

  add(slot: number, name: string | null): void {
    this.#bySlot[slot] = name === null ? ALONE : this.#numberOf(name);
  }

  remove(slot: number): void {
    const number = this.of(slot);
    this.#bySlot[slot] = ALONE;
    if (number === ALONE || --this.#passages[number]! > 0) return;
    this.#numbers.delete(this.#names[number]!);
    this.#names[number] = '';
    this.#free.push(number);
  }

  /** The number of a slot's document; {@link ALONE} for none. */
  of(slot: number): number {
    return this.#bySlot[slot] ?? ALONE;
  }

  #numberOf(name: string): number {
    const known = this.#numbers.get(name);
    const number = known ?? this.#free.pop() ?? this.#names.length;
    if (known === undefined) {
      this.#numbers.set(name, number);
      this.#names[number] = name;
      this.#passages[number] = 0;
    }
    this.#passages[number]!++;
    return number;
  }
}
