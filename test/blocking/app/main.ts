/** The page: hands tasks to a dedicated worker, or tries one itself. */
import { run, type Task, type Told } from './tasks.ts';

const inWorker = (task: Task): Promise<Told> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<Told>) => {
      worker.terminate();
      resolve(data);
    });
    worker.addEventListener('error', (event) => reject(new Error(event.message)));
    worker.postMessage(task);
  });

Object.assign(globalThis, { inWorker, inPage: run });
