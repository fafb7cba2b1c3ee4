/** What is asked of WebGPU here; TypeScript's own types of it are not in every version. */
interface Gpu {
  requestAdapter(options?: { readonly powerPreference?: 'high-performance' }): Promise<Adapter | null>;
}

interface Adapter {
  /** Where older browsers say it. */
  readonly isFallbackAdapter?: boolean;
  readonly info?: { readonly isFallbackAdapter?: boolean; readonly vendor?: string; readonly architecture?: string; readonly description?: string };
}

/** Names of adapters that compute on the processor, for browsers that do not tell so otherwise. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|basic render|\bwarp\b/i;

/** Whether this browser has a graphics processor to compute on. One in software is none: it is slower than WASM by far. */
export async function hasRealAdapter(gpu: unknown = (globalThis.navigator as { gpu?: unknown } | undefined)?.gpu): Promise<boolean> {
  const adapter = await (gpu as Gpu | undefined)?.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null);
  if (!adapter) return false;
  const { isFallbackAdapter, vendor = '', architecture = '', description = '' } = adapter.info ?? {};
  return !(adapter.isFallbackAdapter ?? isFallbackAdapter ?? false) && !isFallbackAdapter && !SOFTWARE.test(`${vendor} ${architecture} ${description}`);
}
