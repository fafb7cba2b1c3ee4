import * as ort from 'onnxruntime-web/webgpu';
import type { Encoder } from '../encoder.ts';
import type { OrtFiles } from '../../../src/contract/protocol.ts';
import { configure } from '../ort-settings.ts';
import { sessionEncoder } from '../session-encoder.ts';
import { lossOf, unlessLost } from './device-loss.ts';
import { floatGraph } from './float-graph.ts';

/**
 * Loads a sentence encoder whose graph pools and normalises, on WebGPU. Importing this file fetches a build of ONNX
 * Runtime of its own, so it is imported only where there is a graphics processor.
 */
export async function createWebGpuEncoder(model: Uint8Array, wasmPaths: OrtFiles | undefined): Promise<Encoder> {
  configure(ort.env, { threads: 1, wasmPaths });
  const session = await ort.InferenceSession.create(floatGraph(model), { executionProviders: ['webgpu'], graphOptimizationLevel: 'all', logSeverityLevel: 3 });
  const lost = lossOf(await ort.env.webgpu.device);
  return unlessLost(sessionEncoder(session, ort.Tensor, 'webgpu'), lost);
}
