/**
 * Sums what the WASM memories of this thread hold. The browser's own count of a worker's memory leaves them out.
 *
 * @module
 */

// weakly, because an engine may let one go: an installer that ran once
const memories = new Set<WeakRef<WebAssembly.Memory>>();
const known = new WeakSet<WebAssembly.Memory>();

function keep(memory: WebAssembly.Memory): void {
  if (known.has(memory)) return;
  known.add(memory);
  memories.add(new WeakRef(memory));
}

type Instantiated = WebAssembly.Instance | WebAssembly.WebAssemblyInstantiatedSource;

function keepExported<Result extends Instantiated>(result: Result): Result {
  const made: Instantiated = result;
  const instance = 'instance' in made ? made.instance : made;
  for (const exported of Object.values(instance.exports)) if (exported instanceof WebAssembly.Memory) keep(exported);
  return result;
}

/** Has to run before an engine does. */
export function watchWasmMemories(): void {
  const { instantiate, instantiateStreaming } = WebAssembly;
  WebAssembly.Memory = new Proxy(WebAssembly.Memory, {
    construct(target, parameters: [WebAssembly.MemoryDescriptor]) {
      const memory = new target(...parameters);
      keep(memory);
      return memory;
    },
  });
  WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
    construct: (target, parameters: [WebAssembly.Module, WebAssembly.Imports?]) => keepExported(new target(...parameters)),
  });
  WebAssembly.instantiate = (async (source: WebAssembly.Module, imports?: WebAssembly.Imports) =>
    keepExported(await instantiate(source, imports))) as typeof WebAssembly.instantiate;
  WebAssembly.instantiateStreaming = async (source, imports) => keepExported(await instantiateStreaming(source, imports));
}

/** Of those that are still in use; a collection has to come before. */
export function wasmBytes(): number {
  let bytes = 0;
  for (const reference of memories) bytes += reference.deref()?.buffer.byteLength ?? 0;
  return bytes;
}
