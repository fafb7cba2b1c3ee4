import { workerHeapBytes } from './heap.ts';
import type { FromWorker, JobRequest, Limits, Outcome, ToWorker } from './protocol.ts';

declare global {
  interface Window {
    runJob(request: JobRequest, limits: Limits): Promise<Outcome<unknown>>;
    /** The phase that a job is in; put there by whoever drives the page. */
    reportPhase?(name: string): void;
  }
}

window.runJob = (request, limits) =>
  new Promise((resolve) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    let timer: ReturnType<typeof setTimeout> | undefined;
    const send = (message: ToWorker): void => worker.postMessage(message);
    const end = (outcome: Outcome<unknown>): void => {
      clearTimeout(timer);
      worker.terminate();
      resolve(outcome);
    };
    const enter = (phase: string): void => {
      clearTimeout(timer);
      window.reportPhase?.(phase);
      const limit = limits[phase];
      if (limit !== undefined) timer = setTimeout(() => end({ kind: 'late', phase }), limit);
    };
    worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
      if (data.kind === 'phase') enter(data.name);
      else if (data.kind === 'result') end({ kind: 'done', value: data.value });
      else if (data.kind === 'failed') end({ kind: 'failed', message: data.message });
      else
        void workerHeapBytes()
          .catch(() => null)
          .then((bytes) => send({ kind: 'heap', bytes }));
    });
    worker.addEventListener('error', (event) => end({ kind: 'failed', message: event.message || 'the worker ended, probably out of memory' }));
    send({ kind: 'job', request });
  });
