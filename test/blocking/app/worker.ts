import { run, type Task } from './tasks.ts';

addEventListener('message', ({ data }: MessageEvent<Task>) => void run(data).then((told) => postMessage(told)));
