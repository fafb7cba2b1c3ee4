import { trustOwnScripts } from '../../../demo/policy.ts';
import { run, type Task } from '../../blocking/app/tasks.ts';

// a worker is a world of its own
trustOwnScripts();
addEventListener('message', ({ data }: MessageEvent<Task>) => void run(data).then((told) => postMessage(told)));
