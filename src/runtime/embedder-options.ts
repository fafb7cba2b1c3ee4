import type { EmbedderOptions, FolderModel, HubModel, OrtFiles } from '../contract/protocol.ts';
import type { RuntimeOptions } from './options.ts';

/** What the model's worker is told: everything as absolute addresses, since it lies elsewhere. */
export function embedderOptionsOf(options: RuntimeOptions): EmbedderOptions {
  const { device = 'auto', threads, assetsUrl, transformersUrl } = options;
  const assets = assetsUrl === undefined ? undefined : new URL(`${String(assetsUrl).replace(/\/$/, '')}/`, location.href);
  const files = (name: string): OrtFiles => ({ wasm: new URL(`${name}.wasm`, assets).href, mjs: new URL(`${name}.mjs`, assets).href });
  return {
    model: modelOf(options),
    device,
    ...(threads === undefined ? {} : { threads }),
    ...(assets ? { assets: { wasm: files('ort-wasm-simd-threaded'), webgpu: files('ort-wasm-simd-threaded.asyncify') } } : {}),
    ...(transformersUrl === undefined ? {} : { transformersUrl: new URL(transformersUrl, location.href).href }),
  };
}

function modelOf({ model, modelUrl, device }: RuntimeOptions): FolderModel | HubModel {
  if (model === undefined) return { url: new URL(modelUrl ?? 'model/', location.href).href };
  const named = typeof model === 'string' ? { id: model } : model;
  return {
    // eight bits are for WASM: WebGPU has no kernels for them
    ...(device === 'webgpu' ? { dtype: 'fp32' } : {}),
    ...named,
    ...(named.host === undefined ? {} : { host: new URL(`${named.host.replace(/\/$/, '')}/`, location.href).href }),
  };
}
