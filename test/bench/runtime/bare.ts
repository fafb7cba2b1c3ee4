export type ToBare =
  | {
      readonly kind: 'model';
      readonly modelUrl: string;
      readonly model: string;
      readonly tokenizer: string;
      readonly maxTokens: number;
      readonly threads: number;
    }
  | { readonly kind: 'forward'; readonly text: string }
  | { readonly kind: 'transaction'; readonly row: object }
  | { readonly kind: 'read'; readonly names: readonly string[] };

export interface FromBare {
  /** What it took inside the worker. */
  readonly ms: number;
  readonly error?: string;
}

export interface Bare {
  /** One request at a time; milliseconds that it took inside the worker. */
  ask(message: ToBare): Promise<number>;
  end(): void;
}

export function startBare(): Bare {
  const worker = new Worker(new URL('bare-worker.ts', import.meta.url), { type: 'module' });
  return {
    ask: (message) =>
      new Promise((resolve, reject) => {
        worker.addEventListener('message', ({ data }: MessageEvent<FromBare>) => (data.error ? reject(new Error(data.error)) : resolve(data.ms)), {
          once: true,
        });
        worker.addEventListener('error', (event) => reject(new Error(event.message)), { once: true });
        worker.postMessage(message);
      }),
    end: () => worker.terminate(),
  };
}
