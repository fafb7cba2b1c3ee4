// comlink ships this module without types under the name that Node resolves
declare module 'comlink/dist/esm/node-adapter.mjs' {
  import type { Endpoint } from 'comlink';
  /** A port, a Worker, or what speaks as one. */
  export interface NodePort {
    postMessage(message: unknown, transfer?: readonly never[]): void;
    on(event: 'message', listener: (data: unknown) => void): unknown;
    off(event: 'message', listener: (data: unknown) => void): unknown;
  }
  export default function nodeEndpoint(port: NodePort): Endpoint;
}
