// Entry of the process that holds the model of `voice-runtime`.
import { expose } from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import { EmbedderHost } from '../../worker/embed/host.ts';
import { loadNodeModel } from './embed-model.ts';

// also when the parent was killed; at once, since an orderly end would wait for what is being compiled
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));

const host = new EmbedderHost({ load: (onProgress, signal) => loadNodeModel({ model: process.argv[2] }, onProgress, signal) });

expose(
  host.line(),
  nodeEndpoint({
    postMessage: (message: unknown) => void process.send?.(message),
    on: (event: 'message', listener: (data: unknown) => void) => void process.on(event, listener),
    off: (event: 'message', listener: (data: unknown) => void) => void process.off(event, listener),
  }),
);
