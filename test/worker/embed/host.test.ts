import { beforeEach, describe, expect, it, vi } from 'vitest';
import { unsettle } from '../../../src/contract/protocol.ts';
import { EmbedderHost, type LoadedModel } from '../../../worker/embed/host.ts';
import { createOnnxEncoder } from '../../../worker/embed/onnx.ts';
import { createTokenizer } from '../../../worker/embed/tokenizer.ts';

// the model itself is tested with real weights elsewhere; here it is what goes wrong around it
vi.mock('../../../worker/embed/onnx.ts', () => ({ createOnnxEncoder: vi.fn<typeof createOnnxEncoder>() }));
vi.mock('../../../worker/embed/tokenizer.ts', () => ({ createTokenizer: vi.fn<typeof createTokenizer>() }));

const HASH = 'a'.repeat(64);
const MODEL: LoadedModel = {
  manifest: { name: 'fake', dimension: 2, maxTokens: 16, model: { file: 'm', bytes: 1, sha256: HASH }, tokenizer: { file: 't', bytes: 1, sha256: HASH } },
  model: new Uint8Array(1),
  tokenizerJson: {},
};

let encoded: number[][];
let disposed: number;
let encode: (ids: readonly number[]) => Promise<Float32Array>;

beforeEach(() => {
  encoded = [];
  disposed = 0;
  encode = async (ids) => {
    encoded.push([...ids]);
    return Float32Array.of(ids.length, 1);
  };
  vi.mocked(createTokenizer)
    .mockReset()
    .mockReturnValue((text) => Array.from(text, (character) => character.charCodeAt(0)));
  vi.mocked(createOnnxEncoder)
    .mockReset()
    .mockImplementation(async () => ({ backend: 'test', encode: (ids) => encode(ids), dispose: async () => void disposed++ }));
});

/** Makes the next text wait until it is released. */
function hold(): { readonly begun: Promise<void>; release(): void } {
  const free = encode;
  let begin: () => void = () => undefined;
  let release: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const released = new Promise<void>((resolve) => (release = resolve));
  encoded = [];
  encode = async (ids) => {
    begin();
    await released;
    return free(ids);
  };
  return { begun, release };
}

const host = (load: (onProgress: (share: number) => void) => Promise<LoadedModel> = async () => MODEL): EmbedderHost => new EmbedderHost({ threads: 1, load });

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
      info: { name: 'fake', dimension: 2, stamp: `fake:${HASH.slice(0, 16)}:${HASH.slice(0, 16)}:2`, backend: 'test' },
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

  it('refuses a model whose vectors are not as long as its manifest says', async () => {
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
    expect(encoded.map(([id]) => String.fromCharCode(id!))).toEqual(['a', 'q', 'b', 'c']);
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
    expect(encoded.map(([id]) => String.fromCharCode(id!))).toEqual(['a', 'z']);
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
});
