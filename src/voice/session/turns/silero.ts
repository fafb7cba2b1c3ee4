import { VoiceSessionError } from '../errors.ts';
import type { SpeechModel } from './speech-model.ts';

/** What is used of `@ricky0123/vad-web/dist/models/silero.js`. */
export interface SileroModule<Ort> {
  readonly Silero: {
    new: (
      ort: Ort,
      fetchModel: () => Promise<ArrayBuffer>,
    ) => Promise<{
      process(frame: Float32Array): Promise<{ readonly isSpeech: number }>;
      reset_state(): void;
    }>;
  };
}

/** Options of {@link sileroSpeechModel}. */
export interface SileroOptions<Ort> {
  /** `() => import('@ricky0123/vad-web/dist/models/silero.js')`: the package's index carries a second ONNX Runtime. */
  readonly silero: () => Promise<SileroModule<Ort> | { readonly default: SileroModule<Ort> }>;
  /** `() => import('onnxruntime-web/wasm')`. */
  readonly ort: () => Promise<Ort>;
  /** The bytes of the package's `silero_vad_v5.onnx` or `silero_vad_v6.onnx`. */
  readonly model: () => Promise<ArrayBuffer>;
}

/**
 * Silero's voice activity detection of the package `@ricky0123/vad-web`, which is loaded by this call and not before.
 *
 * @throws VoiceSessionError voice_session.not_possible_here when it cannot be loaded
 * @example
 * ```ts
 * const speechModel = await sileroSpeechModel({
 *   silero: () => import('@ricky0123/vad-web/dist/models/silero.js'),
 *   ort: () => import('onnxruntime-web/wasm'),
 *   model: () => fetch('/vad/silero_vad_v5.onnx').then((answer) => answer.arrayBuffer()),
 * });
 * const session = new VoiceSession({ speechModel });
 * ```
 */
export async function sileroSpeechModel<Ort>({ silero, ort, model }: SileroOptions<Ort>): Promise<SpeechModel> {
  try {
    const [loaded, runtime] = await Promise.all([silero(), ort()]);
    // a bundler may hand a CommonJS module over in either form
    const { Silero } = 'Silero' in loaded ? loaded : loaded.default;
    const vad = await Silero.new(runtime, model);
    return {
      sampleRate: 16_000,
      frameSamples: 512,
      probability: async (frame) => (await vad.process(frame)).isSpeech,
      reset: () => vad.reset_state(),
    };
  } catch (thrown) {
    const message = 'The model of @ricky0123/vad-web could not be loaded. Install the package (0.0.31 or later), and check what silero, ort and model give.';
    throw new VoiceSessionError('voice_session.not_possible_here', message, { cause: thrown });
  }
}
