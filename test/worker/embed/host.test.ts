import { beforeEach, describe, expect, it } from 'vitest';
import { unsettle } from '../../../src/contract/protocol.ts';
import type { LoadedModel, TokenIds } from '../../../worker/embed/encoder.ts';
import { EmbedderHost } from '../../../worker/embed/host.ts';

// the model itself is tested with real weights elsewhere; here it is what goes wrong around it

let encoded: string[];
let disposed: number;
let encode: (batch: readonly TokenIds[]) => Promise<Float32Array>;

const spell = (ids: TokenIds): string => String.fromCharCode(...ids);

const MODEL: LoadedModel = {
  name: 'fake',
  dimension: 2,
  stamp: 'fake:1',
  integer: true,
  alone: true,
  tokens: (text) => Array.from(text, (character) => character.charCodeAt(0)),
  open: async () => ({ backend: 'test', encode: (batch) => encode(batch), dispose: async () => void disposed++ }),
};

beforeEach(() => {
  encoded = [];
  disposed = 0;
  encode = async (batch) => {
    encoded.push(batch.map(spell).join('+'));
    return Float32Array.from(batch.flatMap((ids) => [ids.length, 1]));
  };
});

/** Makes the next pass wait until it is released. */
function hold(): { readonly begun: Promise<void>; release(): void } {
  const free = encode;
  let begin: () => void = () => undefined;
  let release: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const released = new Promise<void>((resolve) => (release = resolve));
  encoded = [];
  encode = async (batch) => {
    begin();
    await released;
    return free(batch);
  };
  return { begun, release };
}

const host = (load: (onProgress: (share: number) => void, signal: AbortSignal) => Promise<LoadedModel> = async () => MODEL): EmbedderHost =>
  new EmbedderHost({ load });

describe('a host', () => {
  it('loads its model once, however often it is asked', async () => {
    let loads = 0;
    const made = host(async () => (loads++, MODEL));
    await Promise.all([made.ready(), made.ready(), made.line().embed(1, ['a'], 'query')]);
    await made.ready();
    expect(loads).toBe(1);
    expect(made.state()).toEqual({
      state: 'ready',
      progress: 1,
      reason: null,
      info: { name: 'fake', dimension: 2, stamp: 'fake:1', backend: 'test' },
    });
  });

  it('tells how far the load is', async () => {
    let finish: (model: LoadedModel) => void = () => undefined;
    const made = host((onProgress) => {
      onProgress(0.5);
      return new Promise((resolve) => (finish = resolve));
    });
    const ready = made.ready();
    expect(made.state()).toMatchObject({ state: 'loading', progress: 0.5 });
    finish(MODEL);
    await ready;
    expect(made.state()).toMatchObject({ state: 'ready', progress: 1 });
  });

  it('answers a failed load with the reason, and loads again when it is asked again', async () => {
    let loads = 0;
    const made = host(async () => {
      if (loads++ === 0) throw new TypeError('offline');
      return MODEL;
    });
    expect(await made.ready()).toMatchObject({ ok: false, error: { name: 'TypeError' } });
    expect(made.state()).toMatchObject({ state: 'failed', reason: 'offline' });
    expect(await made.ready()).toMatchObject({ ok: true, value: { state: 'ready', reason: null } });
    expect(loads).toBe(2);
  });

  it('refuses a model whose vectors are not as long as is said of it', async () => {
    encode = async () => new Float32Array(3);
    expect(await host().ready()).toMatchObject({ ok: false });
  });

  it('gives the vectors of several texts one after another', async () => {
    const outcome = await host().line().embed(1, ['a', 'bbb'], 'document');
    expect(unsettle(outcome)).toEqual(Float32Array.of(1, 1, 3, 1));
    expect(unsettle(await host().line().embed(2, [], 'document'))).toEqual(new Float32Array(0));
  });

  it('embeds a query before the texts of a document that wait', async () => {
    const made = host();
    await made.ready();
    encoded = [];
    await Promise.all([made.line().embed(1, ['a', 'b', 'c'], 'document'), made.line().embed(2, ['q'], 'query')]);
    expect(encoded).toEqual(['a', 'q', 'b', 'c']);
  });

  it('does not begin the texts of a cancelled call that still wait', async () => {
    const made = host();
    await made.ready();
    const held = hold();
    const line = made.line();
    const call = line.embed(7, ['a', 'b', 'c'], 'document');
    await held.begun;
    void line.cancel(7);
    void line.cancel(8);
    void made.line().cancel(9);
    held.release();
    expect(await call).toMatchObject({ ok: false, error: { name: 'AbortError' } });
    expect(unsettle(await line.embed(9, ['z'], 'document'))).toHaveLength(2);
    expect(encoded).toEqual(['a', 'z']);
  });

  it('does not embed what was cancelled while the model loaded', async () => {
    let finish: (model: LoadedModel) => void = () => undefined;
    const line = host(() => new Promise((resolve) => (finish = resolve))).line();
    const call = line.embed(1, ['a'], 'query');
    void line.cancel(1);
    finish(MODEL);
    expect(await call).toMatchObject({ ok: false, error: { name: 'AbortError' } });
    expect(encoded).toHaveLength(1);
  });

  it('keeps the calls of two lines apart: one cannot cancel what the other asked', async () => {
    const made = host();
    await made.ready();
    const held = hold();
    const call = made.line().embed(1, ['a', 'b'], 'document');
    await held.begun;
    void made.line().cancel(1);
    held.release();
    expect(await call).toMatchObject({ ok: true });
  });

  it('answers a text that fails, and the next one all the same', async () => {
    const made = host();
    await made.ready();
    const working = encode;
    encode = () => Promise.reject(new RangeError('x'));
    expect(await made.line().embed(1, ['a'], 'query')).toMatchObject({ ok: false, error: { name: 'RangeError' } });
    encode = working;
    expect(await made.line().embed(2, ['a'], 'query')).toMatchObject({ ok: true });
  });

  it('lets go of the model when it is closed, and rejects what waits', async () => {
    const made = host();
    await made.ready();
    const held = hold();
    const waiting = made.line().embed(1, ['a', 'b', 'c'], 'document');
    await held.begun;
    await made.close();
    held.release();
    expect(await waiting).toMatchObject({ ok: false, error: { name: 'AbortError' } });
    expect(disposed).toBe(1);
    await made.close();
    expect(disposed).toBe(1);
  });

  it('ends a load under way when it is closed, and loads anew when it is asked again', async () => {
    let loads = 0;
    const made = host((_onProgress, signal) =>
      loads++ > 0 ? Promise.resolve(MODEL) : new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
    );
    const ready = made.ready();
    await made.close();
    expect(await ready).toMatchObject({ ok: false, error: { name: 'AbortError' } });
    expect(made.state()).toMatchObject({ state: 'loading', reason: null });
    expect(await made.ready()).toMatchObject({ ok: true });
    expect(loads).toBe(2);
  });
});

describe('texts of documents', () => {
  const together = async (): Promise<EmbedderHost> => {
    const made = host(async () => ({ ...MODEL, alone: false }));
    await made.ready();
    encoded = [];
    return made;
  };

  it('go into one pass, and each gets its own vector', async () => {
    const made = await together();
    const outcome = await made.line().embed(1, ['aaa', 'bb', 'cccc'], 'document');
    expect(unsettle(outcome)).toEqual(Float32Array.of(3, 1, 2, 1, 4, 1));
    expect(encoded).toHaveLength(2);
  });

  it('of several callers share passes', async () => {
    const made = await together();
    const held = hold();
    const first = made.line().embed(1, ['x'], 'document');
    await held.begun;
    const others = [made.line().embed(1, ['aa', 'bb'], 'document'), made.line().embed(1, ['cc'], 'document')];
    held.release();
    await Promise.all([first, ...others]);
    expect(encoded).toEqual(['x', 'aa+bb+cc']);
  });

  it('wait for a query, which goes alone', async () => {
    const made = await together();
    const held = hold();
    const first = made.line().embed(1, ['x'], 'document');
    await held.begun;
    const later = [made.line().embed(1, ['aa', 'bb'], 'document'), made.line().embed(1, ['q1', 'q2'], 'query')];
    held.release();
    await Promise.all([first, ...later]);
    expect(encoded).toEqual(['x', 'q1', 'q2', 'aa+bb']);
  });

  it('fail with their pass, and with no other', async () => {
    const made = await together();
    const working = encode;
    encode = async (batch) => (batch.some((ids) => spell(ids) === 'bad') ? Promise.reject(new RangeError('x')) : working(batch));
    const line = made.line();
    expect(await line.embed(1, ['bad'], 'document')).toMatchObject({ ok: false, error: { name: 'RangeError' } });
    expect(await line.embed(2, ['good'], 'document')).toMatchObject({ ok: true });
  });
});
