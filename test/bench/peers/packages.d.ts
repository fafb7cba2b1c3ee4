// What the peers are asked for, and no more: they are installed when the bench runs, so their own types may be absent.

declare module '@orama/orama' {
  export type Orama = { readonly brand: unique symbol };
  export interface Found {
    readonly hits: readonly { readonly id: string; readonly score: number }[];
  }
  export function create(options: { schema: Record<string, string> }): Orama;
  export function insertMultiple(db: Orama, documents: readonly object[], batchSize?: number): Promise<string[]> | string[];
  export function search(db: Orama, query: object): Promise<Found> | Found;
}

declare module 'minisearch' {
  export default class MiniSearch {
    constructor(options: { fields: string[] });
    addAll(documents: readonly object[]): void;
    search(query: string): { readonly id: number }[];
  }
}

declare module 'flexsearch' {
  export class Index {
    constructor(options?: { tokenize?: string });
    add(id: number, text: string): void;
    search(query: string, options: { limit: number; suggest: boolean }): number[];
  }
}

declare module 'client-vector-search' {
  export class EmbeddingIndex {
    add(item: { id: number; embedding: number[] }): void;
    search(query: number[], options: { topK: number }): Promise<{ readonly object: { readonly id: number } }[]>;
  }
}

declare module 'voy-search/voy_search_bg.js' {
  // oxlint-disable-next-line no-underscore-dangle -- the generated bindings call it so
  export function __wbg_set_wasm(exports: WebAssembly.Exports): void;
  export class Voy {
    constructor(resource: { embeddings: { id: string; title: string; url: string; embeddings: number[] }[] });
    search(query: Float32Array, k: number): { readonly neighbors: readonly { readonly id: string }[] };
    free(): void;
  }
}

declare module 'hnswlib-wasm' {
  export class HierarchicalNSW {
    constructor(space: 'l2' | 'ip' | 'cosine', dimension: number, autoSaveFile: string);
    initIndex(maxElements: number, m: number, efConstruction: number, seed: number): void;
    addPoint(point: Float32Array, label: number, replaceDeleted: boolean): void;
    setEfSearch(ef: number): void;
    searchKnn(query: Float32Array, k: number, filter: undefined): { readonly neighbors: number[] };
  }
  export function loadHnswlib(): Promise<{ HierarchicalNSW: typeof HierarchicalNSW }>;
}

declare module 'edgevec' {
  export class EdgeVecConfig {
    constructor(dimension: number);
    metric: string;
  }
  export class EdgeVec {
    constructor(config: EdgeVecConfig);
    insert(vector: Float32Array): number;
    search(query: Float32Array, k: number): { readonly id: number; readonly score: number }[];
    free(): void;
  }
  export default function init(): Promise<unknown>;
}

declare module '@electric-sql/pglite' {
  export class PGlite {
    static create(options: { extensions: Record<string, unknown> }): Promise<PGlite>;
    exec(sql: string): Promise<unknown>;
    query(sql: string, parameters?: unknown[]): Promise<{ readonly rows: unknown[] }>;
    close(): Promise<void>;
  }
}

declare module '@electric-sql/pglite-pgvector' {
  export const vector: unknown;
}
