import type { HubModel } from '../../../src/contract/protocol.ts';
import type { Device, Encoder } from '../encoder.ts';
import { wasmBackend } from '../onnx.ts';
import { lossOf, unlessLost } from '../webgpu/device-loss.ts';
import type { HubCard } from './card.ts';
import { hubEncoder } from './encoder.ts';
import type { Transformers } from './transformers.ts';

export interface WeightsOptions {
  readonly model: HubModel;
  readonly card: HubCard;
  readonly threads: number;
  /** Where transformers keeps weights in Node. */
  readonly cacheDir?: string | undefined;
}

/** Fetches a model's weights, or takes the kept ones, and makes a session of them: once a device. */
export function weightsOpener(
  { env, AutoModel }: Transformers,
  { model, card, threads, cacheDir }: WeightsOptions,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): (device: Device) => Promise<Encoder> {
  const { id, revision = 'main', dtype = 'q8', host } = model;
  Object.assign(env, {
    allowLocalModels: false,
    ...(host === undefined ? {} : { remoteHost: host }),
    // it would run the loader from a blob: URL, which a strict CSP refuses
    useWasmCache: false,
    ...(cacheDir === undefined ? {} : { cacheDir }),
    fetch: (url: string, init?: RequestInit) => fetch(url, { ...init, signal }),
  });
  return async (device) => {
    const network = await AutoModel.from_pretrained(id, {
      revision,
      dtype,
      device: 'auto',
      session_options: { executionProviders: [device], graphOptimizationLevel: 'all' },
      progress_callback: ({ status, file, loaded = 0, total = 0 }) => {
        if (status === 'progress' && total > 0 && /\.onnx(_data)?/.test(file ?? '')) onProgress(loaded / total);
      },
    }).catch((thrown: unknown) => {
      signal.throwIfAborted();
      throw new Error(`The weights of ${id} (dtype ${dtype}) could not be loaded: ${thrown instanceof Error ? thrown.message : 'unknown'}`, { cause: thrown });
    });
    const session = network.sessions.model;
    if (!session) throw new Error(`${id} is no model of one graph, so it cannot be used here.`);
    const encoder = hubEncoder(session, card, device === 'wasm' ? wasmBackend(threads) : device, () => network.dispose());
    if (device === 'wasm') return encoder;
    const gpu = await import('onnxruntime-web/webgpu');
    return unlessLost(encoder, lossOf(await gpu.env.webgpu.device));
  };
}
