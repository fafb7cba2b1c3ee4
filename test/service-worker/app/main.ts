/** The app's page. Its address says whose runtime it serves, if any: `?user=u&token=t&cloud=/path`. */
import axios from 'axios';
import type { Runtime } from '../../../src/contract/runtime.ts';
import { connectServiceWorker, type ServedRuntime } from '../../../src/loopback/service-worker/page.ts';
import { createRuntime } from '../../../src/runtime/create-runtime.ts';
import { addressOf, xhr, type Answered } from './ask.ts';
import { PORT } from './port.ts';

const parameters = new URL(location.href).searchParams;
const user = parameters.get('user');
const token = parameters.get('token');
let runtime: Runtime | undefined;

export interface App {
  readonly xhr: typeof xhr;
  axiosPost(path: string, body: unknown): Promise<{ status: number; data: unknown }>;
  inWorker(path: string, body?: string): Promise<Answered>;
  /** contextText, asked for by a worker that blocks. */
  inBlockedWorker(user: string, query: string): Promise<string>;
  connect(served: ServedRuntime): () => void;
  disconnect(): void;
  /** A beacon when the page goes away, as apps send one. */
  beaconOnHide(path: string, body: string, type?: string): void;
  addressOf: typeof addressOf;
  port: number;
}

const connect = (served: ServedRuntime): (() => void) => connectServiceWorker(served, { port: PORT, ...(token === null ? {} : { token }) });
const cloud = parameters.get('cloud');
if (user !== null)
  runtime = createRuntime({ workspaceId: 'w', userId: user, modelUrl: null, ...(cloud === null ? {} : { cloudBaseUrl: cloud, agentId: 'agent_1' }) });
const disconnect = runtime ? connect(runtime) : () => undefined;

const app: App = {
  xhr,
  axiosPost: (path, body) => axios.post(addressOf(path), body).then(({ status, data }) => ({ status, data })),
  inWorker: (path, body) =>
    new Promise((resolve) => {
      const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
      worker.addEventListener('message', ({ data }: MessageEvent<Answered>) => {
        worker.terminate();
        resolve(data);
      });
      worker.postMessage({ path, body });
    }),
  inBlockedWorker: (userId, query) =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./blocked.ts', import.meta.url), { type: 'module' });
      worker.addEventListener('message', ({ data }: MessageEvent<string>) => resolve(data));
      worker.addEventListener('error', (event) => reject(new Error(event.message)));
      worker.postMessage({ user: userId, query });
    }),
  connect,
  disconnect,
  beaconOnHide: (path, body, type) =>
    addEventListener('pagehide', () => navigator.sendBeacon(addressOf(path), type === undefined ? body : new Blob([body], { type }))),
  addressOf,
  port: PORT,
};
Object.assign(globalThis, { app });
