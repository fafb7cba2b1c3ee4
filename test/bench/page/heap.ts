interface MemoryMeasurement {
  readonly breakdown: readonly { readonly bytes: number; readonly types: readonly string[]; readonly attribution: readonly { readonly scope: string }[] }[];
}

declare global {
  interface Performance {
    /** In Chromium, where the page is cross-origin isolated. */
    measureUserAgentSpecificMemory?(): Promise<MemoryMeasurement>;
  }
}

/** Live bytes of this page's workers after a collection, or null where the browser does not tell. */
export async function workerHeapBytes(): Promise<number | null> {
  const measured = await performance.measureUserAgentSpecificMemory?.();
  if (!measured) return null;
  const ofWorkers = measured.breakdown.filter(({ attribution }) => attribution.some(({ scope }) => scope === 'DedicatedWorkerGlobalScope'));
  return ofWorkers.reduce((sum, { bytes }) => sum + bytes, 0);
}
