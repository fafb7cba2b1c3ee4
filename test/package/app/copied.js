import { firstRecall } from './first-recall.js';

globalThis.found = await firstRecall({ workerUrl: '/memoair/worker.js' });
