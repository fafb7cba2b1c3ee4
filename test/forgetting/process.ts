/** A runtime in a process of its own that does what its parent says, and writes down all that its memory holds. */
import { writeHeapSnapshot } from 'node:v8';
import { nodeRuntimes } from '../../src/node/runtimes.ts';
import { tinyEmbedder } from '../soak/tiny-embedder.ts';

/** What the parent says: a call, or where everything is to be written. */
export type Order =
  | { readonly id: number; readonly method: string; readonly path: string; readonly body: string | null }
  | { readonly id: number; readonly snapshot: string };

/** What it is told, by the order's id. */
export interface Done {
  readonly id: number;
  readonly status: number;
  readonly body: string;
}

const identity = { workspaceId: 'ws_1', userId: 'anna' };
const runtime = await nodeRuntimes({ storageRoot: process.argv[2]!, embedder: tinyEmbedder })(identity);
const orders: Order[] = [];
let wake: () => void = () => undefined;
process.on('message', (order: Order) => {
  orders.push(order);
  wake();
});
process.send?.('ready');

while (process.connected) {
  const order = orders.shift();
  if (!order) await new Promise<void>((resolve) => (wake = resolve));
  else if ('snapshot' in order) {
    writeHeapSnapshot(order.snapshot);
    process.send?.({ id: order.id, status: 200, body: '{}' } satisfies Done);
  } else {
    const { id, body, ...call } = order;
    const answer = await runtime.respond({ ...call, body, contentType: body === null ? null : 'application/json', authorization: null });
    process.send?.({ id, status: answer.status, body: answer.body } satisfies Done);
  }
}
