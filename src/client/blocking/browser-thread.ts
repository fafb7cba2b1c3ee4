/** The worker that makes the calls of a blocked one, in a browser; it may hold the runtime too. @module */
import { trustOwnScripts } from '../../contract/own-scripts.ts';
import type { Runtime } from '../../contract/runtime.ts';
import { createLoopbackFetch } from '../../loopback/fetch.ts';
import { createRuntime } from '../../runtime/create-runtime.ts';
import type { RuntimeOptions } from '../../runtime/options.ts';
import { carryOut, type CallMessage } from './calls.ts';

export interface BrowserThreadStart {
  readonly kind: 'start';
  readonly port: number;
  readonly runtime: Omit<RuntimeOptions, 'onIncident'> | null;
}

type Heard = BrowserThreadStart | CallMessage | { readonly kind: 'end' };

let runtime: Runtime | null = null;
let carry: typeof fetch = fetch;

trustOwnScripts();
self.addEventListener('message', ({ data }: MessageEvent<Heard>) => {
  if (!('kind' in data)) void carryOut(data, carry);
  else if (data.kind === 'end') void Promise.resolve(runtime?.close()).finally(() => self.close());
  else {
    if (data.runtime) carry = createLoopbackFetch((runtime = createRuntime(data.runtime)), { ports: [data.port] });
    self.postMessage(null);
  }
});
