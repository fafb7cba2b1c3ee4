/** Opens one thing for all who want it, and closes it when the last has let go. */
export class Shared<T extends { close(): Promise<void> }> {
  readonly #held = new Map<string, { readonly opening: Promise<T>; holders: number }>();

  /** The open thing of that name. An opening that fails is tried again by the next who asks. */
  async take(name: string, open: () => Promise<T>): Promise<{ readonly value: T; readonly letGo: () => Promise<void> }> {
    let held = this.#held.get(name);
    if (!held) this.#held.set(name, (held = { opening: open(), holders: 0 }));
    const { opening } = held;
    held.holders++;
    let holding = true;
    const letGo = async (): Promise<void> => {
      if (!holding || !held) return;
      holding = false;
      if (--held.holders > 0) return;
      if (this.#held.get(name) === held) this.#held.delete(name);
      await opening.then(
        (value) => value.close(),
        () => undefined,
      );
    };
    try {
      return { value: await opening, letGo };
    } catch (thrown) {
      await letGo();
      throw thrown;
    }
  }
}
