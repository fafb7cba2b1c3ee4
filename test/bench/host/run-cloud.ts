import { fork } from 'node:child_process';
import { resolve } from 'node:path';
import type { CloudRequest, FromCloud, ServedProjection } from '../projection/protocol.ts';
import { BUILT } from './paths.ts';

/** A cloud in a process of its own, until it is disposed of. */
export interface RunningCloud extends Disposable {
  readonly served: ServedProjection;
}

/** Starts the cloud of {@link CloudRequest}. Rejects when it ends before it serves. */
export function runCloud(
  request: CloudRequest,
  { signal, onPhase }: { readonly signal: AbortSignal; readonly onPhase: (text: string) => void },
): Promise<RunningCloud> {
  signal.throwIfAborted();
  const child = fork(resolve(BUILT, 'cloud-process.js'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], signal });
  return new Promise<RunningCloud>((done, failed) => {
    child.once('error', failed);
    child.once('exit', (code) => failed(new Error(`the cloud ended with ${code ?? 'a signal'}`)));
    child.on('message', (message: FromCloud) => {
      if (message.kind === 'phase') onPhase(message.text);
      else done({ served: message, [Symbol.dispose]: () => child.disconnect() });
    });
    child.send(request);
  });
}
