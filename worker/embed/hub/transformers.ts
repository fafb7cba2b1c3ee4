import type { InferenceSession } from 'onnxruntime-web';

/** What is used of `@huggingface/transformers`, version 4. */
export interface Transformers {
  readonly env: {
    allowLocalModels: boolean;
    remoteHost: string;
    useWasmCache: boolean;
    cacheDir: string | null;
    fetch: typeof fetch;
  };
  readonly AutoModel: { from_pretrained(id: string, options: FromPretrained): Promise<HubNetwork> };
}

export interface FromPretrained {
  readonly revision: string;
  readonly dtype: string;
  /** `auto` leaves the choice to `session_options`. */
  readonly device: 'auto';
  readonly session_options: { readonly executionProviders: readonly string[]; readonly graphOptimizationLevel: 'all' };
  readonly progress_callback: (event: { readonly status: string; readonly file?: string; readonly loaded?: number; readonly total?: number }) => void;
}

export interface HubNetwork {
  readonly sessions: { readonly model?: InferenceSession };
  dispose(): Promise<unknown>;
}

/** @throws Error that names the package and how to get it */
export async function importTransformers(url: string | undefined): Promise<Transformers> {
  try {
    if (url !== undefined) return (await import(/* @vite-ignore */ /* webpackIgnore: true */ url)) as Transformers;
    const { importByName } = await import('./bare-import.ts');
    return await importByName();
  } catch (thrown) {
    throw new Error(
      `A model of the hub needs the package @huggingface/transformers, which could not be loaded${url === undefined ? '' : ` from ${url}`}. ` +
        'Install it (npm install @huggingface/transformers), or set transformersUrl to where its script lies.',
      { cause: thrown },
    );
  }
}
