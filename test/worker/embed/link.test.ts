import { expose } from 'comlink';
import { afterEach, describe, expect, it } from 'vitest';
import type { EmbedderState, Outcome } from '../../../src/contract/protocol.ts';
import { LinkedEmbedder, lineOver, type EmbedderLine } from '../../../worker/embed/link.ts';

const never = new Promise<never>(() => undefined);
const INFO = { name: 'fake', dimension: 2, stamp: 'fake:1', backend: 'test' };
const READY: EmbedderState = { state: 'ready', progress: 1, info: INFO, reason: null };
const ok = <T>(value: T): Outcome<T> => ({ ok: true, value });

interface FakeLine extends EmbedderLine {
  readonly cancelled: number[];
}

function line(change: Partial<EmbedderLine> = {}): FakeLine {
  const cancelled: number[] = [];
  return {
    cancelled,
    ready: async () => ok(READY),
    state: () => READY,
    embed: async (_id, texts) => ok(Float32Array.from(texts.flatMap((text) => [text.length, 1]))),
    cancel: (id) => void cancelled.push(id),
    ...change,
  };
}

const DEAD = line({ ready: () => never, state: () => never, embed: () => never });

describe('an embedder at the end of a line', () => {
  it('gives one vector a text, in order', async () => {
    const vectors = await new LinkedEmbedder(line()).embed(['a', 'bbb'], { priority: 'document' });
    expect(vectors).toEqual([Float32Array.of(1, 1), Float32Array.of(3, 1)]);
  });

  it('asks the line with the priority that it was given', async () => {
    const asked: string[] = [];
    const linked = new LinkedEmbedder(line({ embed: async (_id, texts, priority) => (asked.push(`${priority}:${texts.join()}`), ok(new Float32Array(2))) }));
    await linked.embed(['q'], { priority: 'query' });
    await linked.embed(['d'], { priority: 'document' });
    expect(asked).toEqual(['query:q', 'document:d']);
  });

  it('rejects with the error of the other side', async () => {
    const linked = new LinkedEmbedder(line({ embed: async () => ({ ok: false, error: { kind: 'other', name: 'AbortError', message: 'cancelled' } }) }));
    await expect(linked.embed(['a'], { priority: 'query' })).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('says so when the other side is ready as nothing', async () => {
    await expect(new LinkedEmbedder(line({ ready: async () => ok({ ...READY, info: null }) })).ready()).rejects.toBeInstanceOf(Error);
  });

  it('waits for its first line', async () => {
    const linked = new LinkedEmbedder();
    expect(await linked.state()).toMatchObject({ state: 'loading', info: null });
    linked.relay(line());
    expect(await linked.ready()).toEqual(INFO);
    expect(await linked.state()).toEqual(READY);
  });
});

describe('a cancelled call', () => {
  it('is cancelled on the other side by its id, and not after it has ended', async () => {
    const fake = line({ embed: () => never });
    const linked = new LinkedEmbedder(fake);
    await linked.ready();
    const cancel = new AbortController();
    void linked.embed(['a'], { priority: 'query', signal: cancel.signal }).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 0));
    cancel.abort();
    expect(fake.cancelled).toEqual([1]);

    const done = line();
    const late = new AbortController();
    await new LinkedEmbedder(done).embed(['a'], { priority: 'query', signal: late.signal });
    late.abort();
    expect(done.cancelled).toEqual([]);
  });

  it('is not made when it was cancelled before', async () => {
    await expect(new LinkedEmbedder(line()).embed(['a'], { priority: 'query', signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('a line that is replaced', () => {
  it('rejects the calls that were under way, and serves later ones over the new line', async () => {
    const linked = new LinkedEmbedder(line({ embed: () => never }));
    await linked.ready();
    const under = [linked.embed(['a'], { priority: 'document' }), linked.embed(['b'], { priority: 'query' })];
    const settled = Promise.allSettled(under);
    await new Promise((resolve) => setTimeout(resolve, 0));
    linked.relay(line({ ready: async () => ok({ ...READY, info: { ...INFO, stamp: 'fake:2' } }) }));
    for (const outcome of await settled) expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'AbortError' } });
    expect(await linked.embed(['ccc'], { priority: 'query' })).toEqual([Float32Array.of(3, 1)]);
    expect((await linked.ready()).stamp).toBe('fake:2');
  });

  it('may be dead: its state is told as loading, not waited for', async () => {
    expect(await new LinkedEmbedder(DEAD).state()).toMatchObject({ state: 'loading', info: null });
  });
});

describe('a closed link', () => {
  it('rejects what is under way and what comes after, and tells its state', async () => {
    const linked = new LinkedEmbedder(DEAD);
    const pending = linked.ready();
    await linked.close();
    await linked.close();
    await expect(pending).rejects.toMatchObject({ name: 'AbortError' });
    await expect(linked.embed(['a'], { priority: 'query' })).rejects.toMatchObject({ name: 'AbortError' });
    expect(await linked.state()).toMatchObject({ state: 'failed' });
  });
});

describe('a line over a port', () => {
  const ports: MessagePort[] = [];
  afterEach(() => ports.splice(0).forEach((port) => port.close()));

  it('carries vectors, states and cancellations', async () => {
    const { port1, port2 } = new MessageChannel();
    ports.push(port1, port2);
    const host = line();
    expose(host, port1);
    const linked = new LinkedEmbedder(lineOver(port2));
    expect(await linked.embed(['four'], { priority: 'query' })).toEqual([Float32Array.of(4, 1)]);
    expect(await linked.state()).toEqual(READY);
  });
});
