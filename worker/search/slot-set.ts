/** A set of slots as a bitmap, in the form in which the kernel takes its filter: bit `slot & 7` of byte `slot >> 3`. */
export class SlotSet {
  bits: Uint8Array = new Uint8Array(32);

  has(slot: number): boolean {
    return ((this.bits[slot >> 3] ?? 0) & (1 << (slot & 7))) !== 0;
  }

  add(slot: number): void {
    const byte = slot >> 3;
    if (byte >= this.bits.length) {
      const grown = new Uint8Array(Math.max(byte + 1, this.bits.length * 2));
      grown.set(this.bits);
      this.bits = grown;
    }
    this.bits[byte]! |= 1 << (slot & 7);
  }

  /** False when it was not in the set. */
  delete(slot: number): boolean {
    if (!this.has(slot)) return false;
    this.bits[slot >> 3]! &= ~(1 << (slot & 7));
    return true;
  }
}
