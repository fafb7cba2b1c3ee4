import { channelOf, setClockOff, type Born, type Command, type Step } from './commands.ts';

/** Puts faults into this worker: those that it was born with now, others when they are asked for. */
export function putFaults(pathname: string): void {
  const [, line = '', faults = ''] = /\/line\/([^/]+)\/([^/]+)\//.exec(pathname) ?? [];
  const born = new Set(faults.split(',') as Born[]);
  if (born.has('no-memory')) refuseMemory();
  if (born.has('no-shared-memory')) Reflect.deleteProperty(globalThis, 'SharedArrayBuffer');
  const commits = interceptCommits();
  const connections = interceptOpening(born);
  // the model's worker has the same address
  if (self.name !== 'memoair-memory') return;
  const channel = channelOf(line);
  if (!channel) return;
  channel.addEventListener('message', ({ data }: MessageEvent<Command | 'done'>) => {
    if (data === 'done') return;
    if (data.fault === 'stop') commits.stopAt(data.at);
    if (data.fault === 'clock') setClockOff(data.ms);
    if (data.fault === 'no-memory') refuseMemory();
    if (data.fault === 'drop') connections.drop();
    channel.postMessage('done');
  });
}

function refuseMemory(): void {
  WebAssembly.Memory.prototype.grow = () => {
    throw new RangeError('Out of memory.');
  };
}

/** Waits for an answer that never comes: whoever hears of the step ends this worker. */
function stop(at: Step): void {
  const request = new XMLHttpRequest();
  request.open('POST', `/at/${at}`, false);
  request.send();
}

/** Stops in the next commit of a turn, at the step that is asked for. */
function interceptCommits(): { stopAt(step: Step): void } {
  let next: Step | null = null;
  // oxlint-disable-next-line typescript/unbound-method -- applied to its own database below
  const { transaction } = IDBDatabase.prototype;
  IDBDatabase.prototype.transaction = function (tables, mode, options) {
    const ofTurn = mode === 'readwrite' && typeof tables !== 'string' && [...tables].includes('turns');
    const at = ofTurn ? next : null;
    if (ofTurn) next = null;
    if (at === 'before') stop(at);
    const tx = transaction.call(this, tables, mode, options);
    const count = (): void =>
      tx
        .objectStore('turns')
        .count()
        .addEventListener('success', () => stop(at!));
    if (at === 'within') count();
    // behind all that is asked in this breath
    if (at === 'written') queueMicrotask(count);
    if (at === 'committed') tx.addEventListener('complete', () => stop(at));
    return tx;
  };
  return {
    stopAt: (step) => {
      next = step;
    },
  };
}

/** Remembers the connections, so that they can be closed as a browser closes them; or lets none be made. */
function interceptOpening(born: ReadonlySet<Born>): { drop(): void } {
  const connections = new Set<IDBDatabase>();
  // oxlint-disable-next-line typescript/unbound-method -- applied to its own factory below
  const { open } = IDBFactory.prototype;
  IDBFactory.prototype.open = function (name, version = 1) {
    for (const error of ['SecurityError', 'InvalidStateError'] as const) if (born.has(error)) throw new DOMException('Not here.', error);
    const request = open.call(this, name, version + (born.has('newer') ? 1 : 0));
    request.addEventListener('success', () => connections.add(request.result));
    return request;
  };
  return {
    drop: () => {
      for (const database of connections) {
        database.close();
        database.dispatchEvent(new Event('close'));
      }
      connections.clear();
    },
  };
}
