/**
 * What page and worker say to each other. Comlink carries the calls; outcomes travel as data, because a thrown error
 * would lose its class, code and cause on the way.
 *
 * @module
 */
import { errorFromData, errorToData, type ErrorData } from './errors.ts';
import type { Unlock } from './encryption.ts';
import type { ExtractedFact, ExtractorInput } from './extractor.ts';
import type { SyncProgress } from './local.ts';
import type { PlatformType } from './platform-type.ts';
import type { Identity } from './types.ts';
import type { WireRequest, WireResponse } from './wire.ts';

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ErrorData };

export async function settle<T>(work: () => Promise<T> | T): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (thrown) {
    return { ok: false, error: errorToData(thrown) };
  }
}

export function unsettle<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw errorFromData(outcome.error);
}

/** Methods of the runtime that cross to the worker by name. */
export const RUNTIME_METHODS = [
  'health',
  'startSession',
  'searchMemory',
  'hint',
  'afterTurn',
  'endSession',
  'flush',
  'stats',
  'diagnostics',
  'importMemory',
  'createIndex',
  'listIndexes',
] as const;
export type RuntimeMethod = (typeof RUNTIME_METHODS)[number];

/** Serializable options of a runtime in a worker. */
export interface OpenOptions {
  readonly identity: Identity;
  readonly storage: 'auto' | 'indexeddb' | 'memory';
  /** The cloud that the memory is mirrored to; null: none. */
  readonly cloud: {
    readonly baseUrl: string;
    readonly agentId: string | null;
    /** False: a proxy lets calls in. */
    readonly bearer: boolean;
    /** The page wants to hear how the push comes on. */
    readonly progress: boolean;
  } | null;
  /** The model is off: recall is lexical and says so. */
  readonly embeddings: boolean;
  /** The page takes facts from turns itself. */
  readonly extractor?: boolean;
  /** Rows are sealed: the page has the key, or says that the store keeps it. */
  readonly encryption?: boolean;
}

/** `name` of a worker that is to be an embedder; the same script serves both roles. */
export const EMBEDDER_WORKER = 'memoair-embedder';

/** `name` of a worker that helps the memory worker to scan. */
export const SCAN_WORKER = 'memoair-scan';

/** What calls to the cloud are let in by, a fresh one when it was refused. */
export type Bearer = (fresh: boolean) => Promise<string>;

/** What a page learns of itself that matters to its mirror; `away`: it is left, frozen or kept for going back, and `back` from there. */
export type PageSign = 'online' | 'offline' | 'away' | 'back';

/** A call to the cloud that is under way, for the page to make itself when it goes: calls of its worker end with it. */
export interface PartingLetter {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a runtime in the worker asks its page, or tells it. */
export interface PageEndpoint {
  /** Only a page can ask the app. */
  readonly bearer: Bearer;
  /** Null: none is under way any more. */
  parting(letter: PartingLetter | null): void;
  synced(progress: SyncProgress): void;
  /** What the app's own extractor finds in a turn. Rejects when it throws, or when there is none. */
  extract(input: ExtractorInput): Promise<readonly ExtractedFact[]>;
  /** What the store is opened with. Rejects with nothing that a key is made of. */
  unlock(): Promise<Unlock>;
  /**
   * Resolves once the page holds the Web Lock `name`, which it does until `letGo`, or until it is left: a page lets go in that
   * moment, whereas its worker may be frozen before it hears of it, and would keep others waiting. Rejects when it will not hold it.
   */
  lock(name: string): Promise<void>;
  letGo(): void;
}

/** What the memory worker exposes: all runtimes of a page, by number. */
export interface MemoryEndpoint {
  /** Resolves once the worker holds the lock named `lifeLock`, which it does until it dies; to false when it cannot. */
  hold(lifeLock: string): Promise<boolean>;
  /** Opens a runtime; after a failure it may be asked again. */
  open(runtime: number, options: OpenOptions, page: PageEndpoint): Promise<Outcome<void>>;
  notice(sign: PageSign): void;
  /** What the page learned of `navigator.storage.persist()`, which only a page can ask. */
  notePersistence(granted: boolean): void;
  /** The line to an embedder worker ({@link EmbedderEndpoint}); a later one replaces it, null says that there is none any more. */
  attachEmbedder(port: PlatformType<'MessagePort'> | null): void;
  /**
   * Request and answer are JSON: one string crosses in a third of the time that cloning an answer's hundred objects takes.
   * `deadline` in epoch milliseconds. An AbortSignal cannot be cloned, so a call is cancelled by its id.
   */
  call(id: number, runtime: number, method: RuntimeMethod, request: string, deadline: number | null): Promise<Outcome<string>>;
  /** The same for a call that came as data. */
  respond(id: number, runtime: number, request: WireRequest, deadline: number | null, token: string | null): Promise<Outcome<WireResponse>>;
  cancel(id: number, runtime: number): void;
  close(runtime: number): Promise<Outcome<void>>;
}

/** What search has to know of a model; unset: it knows English alone, and the recipes' own weights are used. */
export interface ModelTraits {
  /** `many`: it also knows languages that are not written in Latin letters, so queries in them go by meaning too. */
  readonly languages?: 'en' | 'many';
  /** Weight of the cosine in what is no talk, facts and documents, 0 to 1. */
  readonly denseWeight?: number;
}

/**
 * A model of the Hugging Face hub, or of a host with its layout. What is not said here is read from the model's own
 * files, and after those by what is documented of its family.
 */
export interface HubModel {
  /** `owner/name`; the model has to have ONNX weights. */
  readonly id: string;
  /** Branch, tag or commit. Default `main`. */
  readonly revision?: string;
  /** Which of the published weights: `q8` (the default; `fp32` when `device` is `webgpu`), `fp32`, `fp16`, `q4`, … */
  readonly dtype?: string;
  /** How token vectors become one. */
  readonly pooling?: 'mean' | 'cls' | 'last';
  /** Stands before each query. */
  readonly queryPrefix?: string;
  /** Stands before each text that is kept. */
  readonly documentPrefix?: string;
  /** Length of a vector; less than the model gives keeps the first numbers, for models made for that. */
  readonly dimension?: number;
  /** Where a text is cut, special tokens included. */
  readonly maxTokens?: number;
  /** Whether it knows English alone. Default: read from its name and the size of its vocabulary. */
  readonly languages?: 'en' | 'many';
  /** Base URL of the host. Default https://huggingface.co/ */
  readonly host?: string;
}

/** A folder with manifest.json, the model and its tokenizer. */
export interface FolderModel {
  readonly url: string;
}

/** Where a wasm of ONNX Runtime and its loader lie. */
export interface OrtFiles {
  readonly wasm: string;
  readonly mjs: string;
}

export interface EmbedderOptions {
  readonly model: FolderModel | HubModel;
  readonly device: 'auto' | 'wasm' | 'webgpu';
  /** Unset: as many as the worker finds worth it. */
  readonly threads?: number;
  /** Where ONNX Runtime's files lie, by build; unset: beside the worker's own script. */
  readonly assets?: { readonly wasm: OrtFiles; readonly webgpu: OrtFiles };
  /** Where `@huggingface/transformers` lies, when a bare import does not find it. */
  readonly transformersUrl?: string;
}

export interface EmbedderState {
  readonly state: 'loading' | 'ready' | 'failed';
  /** Share of the model's bytes that is there, 0 to 1. */
  readonly progress: number;
  readonly info: ({ readonly name: string; readonly dimension: number; readonly stamp: string; readonly backend: string } & ModelTraits) | null;
  /** Why it failed; of a model that is ready, why WebGPU does not compute it though it was asked for. */
  readonly reason: string | null;
}

/** What the embedder worker exposes to the page; memory workers reach the host itself over the ports given here. */
export interface EmbedderEndpoint {
  hold(lifeLock: string): Promise<boolean>;
  start(options: EmbedderOptions): Promise<Outcome<void>>;
  /** Lays a line: what comes over `port` is of the runtime numbered `line`. */
  connect(port: PlatformType<'MessagePort'>, line: number): Promise<void>;
  /** The runtime of `line` is gone. */
  disconnect(line: number): void;
  /** Begins to embed a query that the runtime of `line` is about to ask for: the page's word arrives sooner than the runtime's. */
  prepare(line: number, query: string): void;
}
