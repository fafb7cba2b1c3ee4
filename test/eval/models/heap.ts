const memories: WebAssembly.Memory[] = [];

/** Keeps track of each WebAssembly memory that is made from now on. */
export function watchHeaps(): void {
  const { Memory } = WebAssembly;
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      memories.push(this);
    }
  };
}

/** What they hold together, in bytes. A memory never shrinks, so this is the most that was needed. */
export function heapBytes(): number {
  return memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
}
