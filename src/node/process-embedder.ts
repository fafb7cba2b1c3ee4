/// <reference path="./comlink-node-adapter.d.ts" />
import { fork, type ChildProcess } from 'node:child_process';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import type { Embedder } from '../../worker/embed/embedder.ts';
import { LinkedEmbedder, lineOver } from '../../worker/embed/link.ts';

/**
 * A model, by name or the default one, in a process of its own, for an executable that has to end when it is told to: a process whose thread
 * compiles WASM ends seconds later, however it is asked (V8 waits for the functions that it is compiling).
 */
export function createProcessEmbedder(model?: string): Embedder {
  const child = fork(fileURLToPath(new URL('./embed-process.js', import.meta.url)), model === undefined ? [] : [model], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    // what this process was started with is not for the child: an inspector's port, say
    execArgv: [],
  });
  if (child.pid !== undefined) giveWay(child.pid);
  child.unref();
  child.channel?.unref();
  const linked = new LinkedEmbedder(lineOver(nodeEndpoint(portOf(child))));
  const gone = (): void => void linked.close();
  child.once('error', gone).once('exit', gone);
  return {
    ready: () => linked.ready(),
    state: () => linked.state(),
    embed: (texts, options) => linked.embed(texts, options),
    close: async () => {
      await linked.close();
      child.kill('SIGKILL');
    },
  };
}

/** Under load the thread that answers goes before what loads a model: several runtimes may be starting at once. */
const NICE = 5;

function giveWay(pid: number): void {
  try {
    setPriority(pid, NICE);
  } catch {
    // not every system lets a process say so
  }
}

/** The channel as a message port. What cannot be sent any more is lost with the child, as its `exit` tells. */
function portOf(child: ChildProcess): Parameters<typeof nodeEndpoint>[0] {
  return {
    postMessage: (message: unknown) => void (child.connected && child.send(message as object, () => undefined)),
    on: (event: string, listener: (data: unknown) => void) => void child.on(event, listener),
    off: (event: string, listener: (data: unknown) => void) => void child.off(event, listener),
  };
}
