/** The thread that makes the calls of a blocked one, in Node. @module */
import { parentPort, workerData } from 'node:worker_threads';
import { carryOut, type CallMessage } from './calls.ts';

parentPort?.on('message', (message: CallMessage) => void carryOut(message, fetch));
const ready = workerData as Int32Array;
Atomics.store(ready, 0, 1);
Atomics.notify(ready, 0);
