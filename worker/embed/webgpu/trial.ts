import type { Encoder, LoadedModel } from '../encoder.ts';

/** Runs one pass; whoever owns the queue lets queries go before it. */
export type Turn = <T>(work: () => Promise<T>) => Promise<T>;

export interface TrialParts {
  readonly model: LoadedModel;
  readonly wasm: Encoder;
  readonly hasAdapter: () => Promise<boolean>;
  readonly turn: Turn;
  readonly signal: AbortSignal;
}

export type Verdict = { readonly gpu: Encoder } | { readonly gpu: null; readonly reason: string };

const RUNS = 5;
/** Below this cosine the vectors of two devices are of different spaces. */
const AGREEMENT = 0.99;

const QUERY = 'when does the piano tuner come';
const DOCUMENT =
  'The piano tuner comes on Thursday at four, and the doctor prescribed antibiotics for ten days. We painted the fence green last spring, ' +
  'the train to Lisbon was late again, and my sister sings in a choir that meets above the bakery every second week of the month.';

/** Makes the model's session on WebGPU and holds it against WASM: it has to give the same vectors, and sooner. */
export async function tryWebGpu({ model, wasm, hasAdapter, turn, signal }: TrialParts): Promise<Verdict> {
  if (!(await hasAdapter())) return { gpu: null, reason: 'there is no graphics processor to use' };
  let gpu: Encoder | null = null;
  try {
    gpu = await model.open('webgpu');
    const reason = await refusal(model, wasm, gpu, turn, signal);
    if (reason === null) return { gpu };
    await gpu.dispose();
    return { gpu: null, reason };
  } catch (thrown) {
    await gpu?.dispose().catch(() => undefined);
    return { gpu: null, reason: thrown instanceof Error ? thrown.message : 'it failed' };
  }
}

/** Why WASM is the better of the two; null when it is not. */
async function refusal(model: LoadedModel, wasm: Encoder, gpu: Encoder, turn: Turn, signal: AbortSignal): Promise<string | null> {
  const [query, document] = [model.tokens(QUERY, 'query'), model.tokens(DOCUMENT, 'document')];
  const batch = [query, document];
  const [ours, theirs] = [await turn(() => wasm.encode(batch)), await turn(() => gpu.encode(batch))];
  const cosine = Math.min(...batch.map((_ids, i) => dot(ours, theirs, i * model.dimension, model.dimension)));
  // written so that NaN is refused
  if (!(cosine >= AGREEMENT)) return `its vectors differ from those of WASM (cosine ${cosine.toFixed(3)})`;
  for (const [what, ids] of [['a query', query] as const, ['a document', document] as const]) {
    const [slow, quick] = [await median(wasm, ids, turn, signal), await median(gpu, ids, turn, signal)];
    if (!(quick < slow)) return `it takes ${quick.toFixed(1)} ms for ${what}, WASM ${slow.toFixed(1)} ms`;
  }
  return null;
}

async function median(encoder: Encoder, ids: readonly number[], turn: Turn, signal: AbortSignal): Promise<number> {
  const times: number[] = [];
  // the first pass of a length compiles
  for (let run = -1; run < RUNS; run++) {
    signal.throwIfAborted();
    const ms = await turn(async () => {
      const start = performance.now();
      await encoder.encode([ids]);
      return performance.now() - start;
    });
    if (run >= 0) times.push(ms);
  }
  return times.sort((a, b) => a - b)[RUNS >> 1]!;
}

function dot(a: Float32Array, b: Float32Array, from: number, length: number): number {
  let sum = 0;
  for (let i = from; i < from + length; i++) sum += a[i]! * b[i]!;
  return sum;
}
