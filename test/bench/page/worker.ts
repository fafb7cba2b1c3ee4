import { watchWasmMemories } from '../measure/wasm-memories.ts';
import { JOBS, type JobName } from './jobs.ts';
import type { FromWorker, Job, JobRequest, JobTools, ToWorker } from './protocol.ts';

watchWasmMemories();

const post = (message: FromWorker): void => postMessage(message);
let heap: ((bytes: number | null) => void) | undefined;

const tools: JobTools = {
  phase: (name) => post({ kind: 'phase', name }),
  heapBytes: () =>
    new Promise((resolve) => {
      heap = resolve;
      post({ kind: 'heap' });
    }),
};

/** Engines throw errors, strings and plain objects. */
function describe(error: unknown): string {
  if (error instanceof Error) return error.message || error.name;
  return typeof error === 'string' ? error : (JSON.stringify(error) ?? 'it threw nothing');
}

async function run({ name, args }: JobRequest): Promise<void> {
  try {
    const job = (await JOBS[name as JobName]()) as Job<unknown, unknown>;
    post({ kind: 'result', value: await job(args, tools) });
  } catch (error) {
    post({ kind: 'failed', message: describe(error) });
  }
}

addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === 'heap') heap?.(data.bytes);
  else void run(data.request);
});
