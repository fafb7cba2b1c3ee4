import { RuntimeError } from '../contract/errors.ts';

/** Options of {@link createRuntime}. */
export interface RuntimeOptions {
  readonly workspaceId: string;
  readonly userId: string;
  /** Folder of the model (manifest.json and the files it names). Default: `model/` beside the page. Null turns embeddings off: recall goes by words. */
  readonly modelUrl?: string | URL | null;
  /** The worker's script, when it is not where the bundler put it: it may lie on another origin. */
  readonly workerUrl?: string | URL;
  /** Folder with ort-wasm-simd-threaded.wasm and .mjs, when they do not lie beside the worker's script. */
  readonly assetsUrl?: string | URL;
  /** `auto` keeps data in IndexedDB and falls back to memory where the browser keeps nothing. Default `auto`. */
  readonly storage?: 'auto' | 'indexeddb' | 'memory';
  /** Base URL of a cloud; empty or unset: none. Not spoken to in this version: everything stays local and says so. */
  readonly cloudBaseUrl?: string;
  /** Threads of the model. Default: 1, or 2 when the page is cross-origin isolated. */
  readonly threads?: number;
  /** Hears of what went wrong and was survived, e.g. a worker that died and was started again. No user text. */
  readonly onIncident?: (what: string) => void;
}

/** @throws RuntimeError when an option is missing or of the wrong kind. */
export function assertOptions(options: RuntimeOptions): void {
  for (const name of ['workspaceId', 'userId'] as const) {
    const value: unknown = options[name];
    if (typeof value !== 'string' || value === '')
      throw new RuntimeError('runtime.bad_request', `createRuntime needs ${name}: text that is not empty.`, {
        details: { issues: [{ path: name, expected: 'text that is not empty' }] },
      });
  }
}
