// Entry of the thread that holds the model in Node; the thread that answers never computes an embedding.
import { parentPort, workerData } from 'node:worker_threads';
import { expose } from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import type { HubModel } from '../contract/protocol.ts';
import { EmbedderHost } from '../../worker/embed/host.ts';
import { loadNodeModel } from './embed-model.ts';

const { model, transformersUrl } = workerData as { readonly model?: string | HubModel; readonly transformersUrl?: string };

const host = new EmbedderHost({ load: (onProgress, signal) => loadNodeModel({ model, transformersUrl }, onProgress, signal) });

if (parentPort) expose(host.line(), nodeEndpoint(parentPort));
