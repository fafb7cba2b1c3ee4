import { fork } from 'node:child_process';
import { resolve } from 'node:path';
import type { Measured } from '../measure/search.ts';
import type { FromNative, NativeRequest } from '../native/protocol.ts';
import type { Limits, Outcome } from '../page/protocol.ts';
import { BUILT } from './paths.ts';

export interface NativeOptions {
  readonly limits: Limits;
  readonly signal: AbortSignal;
  readonly onPhase: (name: string) => void;
}

/** Measures a native engine in a process of its own, so that its memory can be told apart. */
export async function runNative(request: NativeRequest, { limits, signal, onPhase }: NativeOptions): Promise<Outcome<Measured>> {
  signal.throwIfAborted();
  const child = fork(resolve(BUILT, 'native-process.js'), { execArgv: ['--expose-gc'], stdio: ['ignore', 'ignore', 'ignore', 'ipc'], signal });
  let timer: NodeJS.Timeout | undefined;
  try {
    const outcome = await new Promise<Outcome<Measured>>((done) => {
      child.once('error', (error) => done({ kind: 'failed', message: error.message }));
      child.once('exit', (code) => done({ kind: 'failed', message: `the process ended with ${code ?? 'a signal'}` }));
      child.on('message', (message: FromNative) => {
        if (message.kind === 'result') return done({ kind: 'done', value: message.value });
        if (message.kind === 'failed') return done(message);
        clearTimeout(timer);
        onPhase(message.name);
        const limit = limits[message.name];
        if (limit !== undefined) timer = setTimeout(() => done({ kind: 'late', phase: message.name }), limit);
      });
      child.send(request);
    });
    signal.throwIfAborted();
    return outcome;
  } finally {
    clearTimeout(timer);
    child.kill();
  }
}
