import { afterEach, describe, expect, it, vi } from 'vitest';
import { EmbedderWorker } from '../../../src/runtime/embedder-worker.ts';
import { WorkerLife } from '../../../src/runtime/worker-life.ts';

const script = (source: string): Worker => new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })));
const never = new Promise<never>(() => undefined);

describe('the life of a worker', () => {
  const lives: WorkerLife[] = [];
  afterEach(() => lives.splice(0).forEach((life) => life.end()));
  /** A worker that takes its lock when told its name, and never says that it holds it. */
  const silent = (onDeath: (reason: string) => void): WorkerLife => {
    const life = new WorkerLife(script('onmessage = ({ data }) => navigator.locks.request(data, () => new Promise(() => undefined));'), onDeath);
    lives.push(life);
    return life;
  };
  const queued = (lock: string): Promise<void> =>
    vi.waitFor(async () => expect((await navigator.locks.query()).pending?.some(({ name }) => name === lock)).toBe(true), 10_000);

  it('is seen to end even when it ends before the worker could say that it began', async () => {
    const deaths: string[] = [];
    const life = silent((reason) => deaths.push(reason));
    void life.watch(never);
    life.worker.postMessage(life.lock);
    await queued(life.lock);
    life.worker.terminate();
    await vi.waitFor(() => expect(deaths).toEqual(['it was terminated or crashed']));
  });

  it('is watched once, though it was seen and told', async () => {
    const life = silent(() => undefined);
    let tell: (held: boolean) => void = () => undefined;
    const watched = life.watch(new Promise((resolve) => (tell = resolve)));
    life.worker.postMessage(life.lock);
    await queued(life.lock);
    tell(true);
    await watched;
    expect((await navigator.locks.query()).pending?.filter(({ name }) => name === life.lock)).toHaveLength(1);
  });

  it('that is ended on purpose is no death', async () => {
    const deaths: string[] = [];
    const life = silent((reason) => deaths.push(reason));
    void life.watch(never);
    life.worker.postMessage(life.lock);
    await queued(life.lock);
    life.end();
    await vi.waitFor(async () => expect((await navigator.locks.query()).held?.some(({ name }) => name === life.lock)).toBe(false));
    expect(deaths).toEqual([]);
  });
});

describe('a model worker that dies of its start', () => {
  it('is started again after pauses that grow, and then given up; what was asked meanwhile is let go', async () => {
    const starts: number[] = [];
    const spawn = (): Worker => {
      starts.push(performance.now());
      return script('throw new Error("broken")');
    };
    const ports: (MessagePort | null)[] = [];
    const worker = new EmbedderWorker(spawn, { model: { url: '/model/' }, device: 'wasm', threads: 1 });
    const { letGo } = worker.connect((port) => ports.push(port));
    await vi.waitFor(() => expect(ports.at(-1)).toBeNull(), 20_000);
    expect(starts).toHaveLength(4);
    const [first = 0, second = 0, third = 0] = starts.slice(1).map((at, i) => at - starts[i]!);
    expect([second > first, third > second]).toEqual([true, true]);
    letGo();
  });

  it('is not started again once nobody wants it', async () => {
    let starts = 0;
    const died = new Promise<void>((resolve) => {
      const worker = new EmbedderWorker(() => (starts++, script('throw new Error("broken")')), { model: { url: '/model/' }, device: 'wasm', threads: 1 });
      let ports = 0;
      const { letGo } = worker.connect(() => {
        // the second port is laid when the first worker has died
        if (++ports === 2) queueMicrotask(() => (letGo(), resolve()));
      });
    });
    await died;
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(starts).toBe(1);
  });

  it('has no line of a runtime that had gone before it was started', async () => {
    const heard: string[] = [];
    const spawn = (): Worker => {
      const worker = script("onmessage = ({ data }) => postMessage({ heard: data.path.join('.') });");
      worker.addEventListener('message', ({ data }: MessageEvent<{ heard: string }>) => heard.push(data.heard));
      return worker;
    };
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    const worker = new EmbedderWorker(spawn, { model: { url: '/model/' }, device: 'wasm', threads: 1 }, { spawn: () => opened, load: async () => undefined });
    const gone = worker.connect(() => undefined);
    const stays = worker.connect(() => undefined);
    gone.letGo();
    open();
    await vi.waitFor(() => expect(heard).toContain('connect'));
    expect(heard.filter((call) => call === 'connect')).toHaveLength(1);
    stays.letGo();
  });

  it('is started again when the browser refused to', async () => {
    let starts = 0;
    const ports: (MessagePort | null)[] = [];
    const worker = new EmbedderWorker(
      () => {
        if (++starts === 1) throw new DOMException('refused', 'SecurityError');
        return script('onmessage = () => undefined;');
      },
      { model: { url: '/model/' }, device: 'wasm', threads: 1 },
    );
    const { letGo } = worker.connect((port) => ports.push(port));
    await vi.waitFor(() => expect(starts).toBe(2), 5_000);
    expect(ports).toEqual([expect.any(MessagePort), expect.any(MessagePort)]);
    letGo();
  });
});
