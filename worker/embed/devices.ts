import type { Encoder, LoadedModel, TokenIds } from './encoder.ts';
import { tryWebGpu, type Turn } from './webgpu/trial.ts';

/** `auto`: WASM, and WebGPU once it has been measured faster, for models that do not multiply integers. `webgpu`: tried before the first text, for any model. */
export type DeviceChoice = 'auto' | 'wasm' | 'webgpu';

export interface DevicesOptions {
  readonly choice: DeviceChoice;
  readonly hasAdapter: () => Promise<boolean>;
  readonly turn: Turn;
  readonly signal: AbortSignal;
  /** Another device computes now, or why one does not. */
  readonly onChange: () => void;
}

/** A model on WASM, and on WebGPU while that is the better of the two. */
export class Devices {
  readonly #model: LoadedModel;
  readonly #wasm: Encoder;
  readonly #options: DevicesOptions;
  #gpu: Encoder | null = null;
  #reason: string | null = null;

  private constructor(model: LoadedModel, wasm: Encoder, options: DevicesOptions) {
    this.#model = model;
    this.#wasm = wasm;
    this.#options = options;
  }

  static async open(model: LoadedModel, options: DevicesOptions): Promise<Devices> {
    const devices = new Devices(model, await model.open('wasm'), options);
    const { length } = await devices.#wasm.encode([model.tokens('warm up', 'query')]);
    if (length !== model.dimension) {
      await devices.dispose();
      throw new Error(`The model gives ${length} numbers a text, but ${model.dimension} are said of it.`);
    }
    if (options.choice === 'webgpu') await devices.#try();
    return devices;
  }

  get backend(): string {
    return (this.#gpu ?? this.#wasm).backend;
  }

  /** Why WebGPU was asked for or begun with, and is not used. */
  get reason(): string | null {
    return this.#reason;
  }

  /** Whether `auto` may find something faster than WASM here. */
  async improvable(): Promise<boolean> {
    const { choice, hasAdapter } = this.#options;
    return choice === 'auto' && !this.#model.integer && hasAdapter();
  }

  /** Tries WebGPU and goes over to it when it is faster. Texts are embedded meanwhile. */
  improve(): Promise<void> {
    return this.#try();
  }

  async encode(batch: readonly TokenIds[]): Promise<Float32Array> {
    const gpu = this.#gpu;
    if (!gpu) return this.#wasm.encode(batch);
    try {
      return await gpu.encode(batch);
    } catch (thrown) {
      this.#refuse(thrown instanceof Error ? thrown.message : 'it failed');
      this.#gpu = null;
      void gpu.dispose().catch(() => undefined);
      this.#options.onChange();
      return this.#wasm.encode(batch);
    }
  }

  async dispose(): Promise<void> {
    await Promise.all([this.#wasm.dispose(), this.#gpu?.dispose().catch(() => undefined)]);
  }

  async #try(): Promise<void> {
    const { hasAdapter, turn, signal, onChange } = this.#options;
    const verdict = await tryWebGpu({ model: this.#model, wasm: this.#wasm, hasAdapter, turn, signal });
    if (signal.aborted) {
      await verdict.gpu?.dispose();
      return;
    }
    if (verdict.gpu) this.#gpu = verdict.gpu;
    else this.#refuse(verdict.reason);
    onChange();
  }

  #refuse(why: string): void {
    this.#reason = `WebGPU is not used: ${why}`;
  }
}
