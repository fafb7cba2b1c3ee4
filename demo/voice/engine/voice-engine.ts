import sileroUrl from '@ricky0123/vad-web/dist/silero_vad_v5.onnx?url';
import * as ort from 'onnxruntime-web/wasm';
import loaderUrl from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { sileroSpeechModel } from '../../../src/voice/session/turns/silero.ts';
import type { SpeechModel } from '../../../src/voice/session/turns/speech-model.ts';
import { pcm16ToFloat } from '../../../src/voice/audio/pcm16.ts';
import { addressOf, MOONSHINE, SILERO, type VoiceFile } from '../model-files.ts';
import { Moonshine } from '../moonshine/moonshine.ts';
import { isKept, keptFile } from './kept-file.ts';
import { serverModel } from './server-model.ts';

/** What is done to get ready. */
export type Preparation =
  /** The server gets the files; `share`: from 0 to 1. */
  | { readonly step: 'server'; readonly share: number }
  /** This browser does. */
  | { readonly step: 'download'; readonly share: number }
  | { readonly step: 'start' };

/** A newer call took its place. */
const SUPERSEDED = Symbol('superseded');

/** The ears, in a worker: tells speech from everything else, and writes down what was said. */
export class VoiceEngine {
  #silero: SpeechModel | null = null;
  #moonshine: Moonshine | null = null;
  #newest = 0;

  /** Gives null, or what went wrong and what to do about it. */
  async prepare(onStep: (preparation: Preparation) => void): Promise<string | null> {
    try {
      const files = await modelFiles(onStep);
      onStep({ step: 'start' });
      configure();
      const silero = await keptFile(sileroUrl, SILERO, () => undefined);
      this.#silero = await sileroSpeechModel({
        silero: () => import('@ricky0123/vad-web/dist/models/silero.js'),
        ort: async () => ort,
        model: async () => silero.buffer,
      });
      this.#moonshine = await Moonshine.load(files);
      // the first run is several times slower than those that follow
      await this.#moonshine.transcribe(new Float32Array(0), nextTask);
      return null;
    } catch (thrown) {
      return thrown instanceof Error ? thrown.message : 'The voice model could not be started.';
    }
  }

  /** How likely it is that somebody speaks in this frame. */
  async probability(frame: Float32Array): Promise<number> {
    return (await this.#silero?.probability(frame)) ?? 0;
  }

  reset(): void {
    this.#silero?.reset?.();
  }

  /** What was said, or null when another call came before it was done. Frames are heard meanwhile. */
  async transcribe(samples: Int16Array): Promise<string | null> {
    const own = ++this.#newest;
    const pause = async (): Promise<void> => {
      await nextTask();
      if (own !== this.#newest) throw SUPERSEDED;
    };
    try {
      return (await this.#moonshine?.transcribe(pcm16ToFloat(samples), pause)) ?? '';
    } catch (thrown) {
      if (thrown === SUPERSEDED) return null;
      throw thrown;
    }
  }
}

/** The files, and how much of them has come. */
async function modelFiles(onStep: (preparation: Preparation) => void): Promise<Record<keyof typeof MOONSHINE, Uint8Array>> {
  const wanted = Object.values(MOONSHINE);
  const kept = await Promise.all(wanted.map((file) => isKept(addressOf(file))));
  if (!kept.every(Boolean)) await serverModel((share) => onStep({ step: 'server', share }));
  const total = wanted.reduce((sum, { bytes }) => sum + bytes, 0);
  let before = 0;
  const next = async (file: VoiceFile): Promise<Uint8Array> => {
    const bytes = await keptFile(addressOf(file), file, (received) => onStep({ step: 'download', share: (before + received) / total }));
    before += file.bytes;
    return bytes;
  };
  return { encoder: await next(MOONSHINE.encoder), decoder: await next(MOONSHINE.decoder), tokenizer: await next(MOONSHINE.tokenizer) };
}

/** One thread: the memory's own worker wants the other. */
function configure(): void {
  ort.env.logLevel = 'error';
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = { wasm: new URL(wasmUrl, location.href).href, mjs: new URL(loaderUrl, location.href).href };
}

/** Lets messages in that came meanwhile. A timer would wait for 4 ms each time. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(null);
  });
}
