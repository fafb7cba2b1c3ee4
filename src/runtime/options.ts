import { ENCRYPTION, isEncryption, type PassphraseEncryption, type SecretEncryption } from '../contract/encryption.ts';
import { RuntimeError } from '../contract/errors.ts';
import type { Extractor } from '../contract/extractor.ts';
import type { SyncProgress } from '../contract/local.ts';
import type { HubModel } from '../contract/protocol.ts';

export type { HubModel } from '../contract/protocol.ts';

/** Options of {@link createRuntime}. */
export interface RuntimeOptions {
  readonly workspaceId: string;
  readonly userId: string;
  /** Folder of the model (manifest.json and the files it names). Default: `model/` beside the page. Null turns embeddings off: recall goes by words. */
  readonly modelUrl?: string | URL | null;
  /**
   * A model of the Hugging Face hub instead of a folder: `owner/name`, or that and how to use it. Needs the package
   * `@huggingface/transformers`, which nothing else does.
   */
  readonly model?: string | HubModel;
  /**
   * Where the model computes. `auto`: WASM; for a hub model in floats or four bits also WebGPU, tried beside the work and
   * taken when it is faster. `webgpu`: tried before the first text, for any model. It is used where there is a graphics
   * processor, it gives the same vectors and it is faster; stats say what computes, and why not WebGPU. Default `auto`.
   */
  readonly device?: 'auto' | 'wasm' | 'webgpu';
  /** Script of `@huggingface/transformers`, when the app's bundler does not resolve that name inside the worker. */
  readonly transformersUrl?: string | URL;
  /** The worker's script, when it is not where the bundler put it: it may lie on another origin. */
  readonly workerUrl?: string | URL;
  /** Folder with ort-wasm-simd-threaded.wasm and .mjs (and .asyncify.wasm, .asyncify.mjs for WebGPU), when they do not lie beside the worker's script. */
  readonly assetsUrl?: string | URL;
  /** `auto` keeps data in IndexedDB and falls back to memory where the browser keeps nothing. Default `auto`. */
  readonly storage?: 'auto' | 'indexeddb' | 'memory';
  /**
   * Encrypts what is stored of the user: texts, metadata, vectors and terms, the log and what waits for the cloud. `true`: with a key that
   * this browser keeps and nobody can read out. A passphrase, or a secret of 16 bytes or more (such as WebAuthn's PRF gives): nobody
   * without it opens the memory, its owner not either. A memory that was stored as it was is encrypted when it is opened so for the first time;
   * one that is encrypted opens no more without the option. To forget the user destroys the key. Documents of the workspace stay as they are.
   * Default: nothing is encrypted.
   */
  readonly encryption?: true | PassphraseEncryption | SecretEncryption;
  /** Base URL of a cloud that the memory is mirrored to; empty or unset: none. Recalls never ask it. */
  readonly cloudBaseUrl?: string;
  /** The agent, for the cloud. */
  readonly agentId?: string | null;
  /** Gives a short-lived token of the user for calls to the cloud; asked again when it is refused. Without one calls carry none: a proxy of the same origin adds its own. */
  readonly getToken?: () => string | Promise<string>;
  /** The account's key, for servers alone: whoever opens a page can read what the page carries. */
  readonly apiKey?: string;
  /** Hears how a push of what waits for the cloud comes on. */
  readonly onSync?: (progress: SyncProgress) => void;
  /**
   * Takes facts from what the user says, in the place of the built-in grammar; it runs in the page, once a turn. A
   * turn is stored half a second later at the latest; what is found after that, within 30 seconds, follows it. One that
   * throws costs the turn its facts and never the turn itself.
   */
  readonly extractor?: Extractor;
  /** Threads of the model. Default: 1, or 2 when the page is cross-origin isolated. */
  readonly threads?: number;
  /** Hears of what went wrong and was survived, e.g. a worker that died and was started again. No user text. */
  readonly onIncident?: (what: string) => void;
}

/** @throws RuntimeError when an option is missing or of the wrong kind. */
export function assertOptions(options: RuntimeOptions): void {
  for (const name of ['workspaceId', 'userId'] as const) {
    const value: unknown = options[name];
    if (typeof value !== 'string' || value === '') refuse(name, 'text that is not empty');
  }
  const { model, modelUrl, device } = options;
  const id: unknown = typeof model === 'object' ? model.id : model;
  if (id !== undefined && !(typeof id === 'string' && /^[\w.-]+\/[\w.-]+$/.test(id))) refuse('model', 'owner/name of a model of the hub');
  if (id !== undefined && modelUrl !== undefined) refuse('modelUrl', 'nothing where model is set');
  if (device !== undefined && !['auto', 'wasm', 'webgpu'].includes(device)) refuse('device', 'auto, wasm or webgpu');
  const extractor: unknown = options.extractor;
  if (extractor !== undefined && typeof extractor !== 'function') refuse('extractor', 'a function');
  const encryption: unknown = options.encryption;
  if (encryption !== undefined && encryption !== true && !isEncryption(encryption)) refuse('encryption', ENCRYPTION);
}

function refuse(path: string, expected: string): never {
  throw new RuntimeError('runtime.bad_request', `createRuntime needs ${path}: ${expected}.`, { details: { issues: [{ path, expected }] } });
}
