import { describe, expect, it } from 'vitest';
import { functionEmbedder, type EmbeddingFunction } from '../../src/edge/function-embedder.ts';
import { workersAiEmbedder, type AiBinding } from '../../src/edge/workers-ai.ts';

const documents = { priority: 'document' } as const;
const of = (embed: EmbeddingFunction['embed'], more: Partial<EmbeddingFunction> = {}) =>
  functionEmbedder({ name: 'mine', dimension: 2, stamp: 'mine:2', embed, ...more });
const forEver = (): Promise<never> => new Promise(() => undefined);

describe('an embedder out of a function', () => {
  it('gives vectors of length 1, in the order of the texts, however many of them one call takes', async () => {
    const calls: (readonly string[])[] = [];
    const embedder = of(
      async (texts) => {
        calls.push(texts);
        return texts.map((text) => [Number(text), 4]);
      },
      { batch: 3 },
    );
    const vectors = await embedder.embed(['3', '30', '0', '3', '-3'], documents);
    expect(calls).toEqual([
      ['3', '30', '0'],
      ['3', '-3'],
    ]);
    expect(vectors.map(([first, second]) => first! / second!)).toEqual([3, 30, 0, 3, -3].map((value) => expect.closeTo(value / 4, 5) as number));
    for (const vector of vectors) expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
  });

  it('says what its vectors are of', async () => {
    const embedder = of(async (texts) => texts.map(() => [1, 0]));
    expect(await embedder.ready()).toEqual({ name: 'mine', dimension: 2, stamp: 'mine:2', backend: 'remote' });
    expect(await embedder.state()).toMatchObject({ state: 'ready', reason: null });
  });

  it('tells the function who waits', async () => {
    const told: string[] = [];
    const embedder = of(async (texts, { priority }) => {
      told.push(priority);
      return texts.map(() => [1, 0]);
    });
    await embedder.embed(['a'], { priority: 'query' });
    await embedder.embed(['a'], documents);
    expect(told).toEqual(['query', 'document']);
  });

  it('gives a function that never answers up, and tells it', async () => {
    let signal: AbortSignal | undefined;
    const embedder = of(
      (_texts, call) => {
        ({ signal } = call);
        return forEver();
      },
      { timeoutMs: 20 },
    );
    await expect(embedder.embed(['a'], documents)).rejects.toMatchObject({ code: 'runtime.timeout' });
    expect(signal!.aborted).toBe(true);
    expect(await embedder.state()).toMatchObject({ state: 'failed', reason: 'RuntimeError' });
  });

  it('lets whoever asked give up, which is no failure', async () => {
    const gone = new AbortController();
    const embedder = of(forEver);
    const asked = embedder.embed(['a'], { priority: 'query', signal: gone.signal });
    gone.abort(new DOMException('enough', 'AbortError'));
    await expect(asked).rejects.toThrow('enough');
    expect(await embedder.state()).toMatchObject({ state: 'ready' });
  });

  it('ends what is under way when it is closed', async () => {
    const embedder = of(forEver);
    const asked = embedder.embed(['a'], documents);
    const caught = expect(asked).rejects.toThrow('closed');
    await embedder.close();
    await caught;
    await expect(embedder.ready()).rejects.toThrow('closed');
  });

  it('keeps what a failure says to itself, which may be what was said', async () => {
    const embedder = of(() => Promise.reject(new TypeError('no vector for: my secret')));
    await expect(embedder.embed(['my secret'], documents)).rejects.toThrow(TypeError);
    expect((await embedder.state()).reason).toBe('TypeError');
  });
});

describe('the embedder of Workers AI', () => {
  const stamps = async (options: Parameters<typeof workersAiEmbedder>[1]): Promise<string> =>
    (await workersAiEmbedder({ run: async () => ({ data: [] }) }, options).ready()).stamp;

  it('has another stamp for another model and for another pooling', async () => {
    const all = await Promise.all([
      stamps({}),
      stamps({ pooling: 'mean' }),
      stamps({ model: '@cf/baai/bge-base-en-v1.5' }),
      stamps({ model: '@cf/baai/bge-large-en-v1.5' }),
    ]);
    expect(new Set(all).size).toBe(4);
  });

  it('sends no text that is refused: none is empty, too long or half a character', async () => {
    const sent: string[] = [];
    const ai: AiBinding = {
      run: async (_model, { text }) => {
        sent.push(...text);
        expect(text.length).toBeLessThanOrEqual(100);
        return { data: text.map(() => Array.from({ length: 384 }, () => 1)) };
      },
    };
    await workersAiEmbedder(ai).embed(['', 'x'.repeat(100_000), `${'x'.repeat(1_999)}😀`, ...Array.from({ length: 300 }, () => 'a')], documents);
    expect(sent.length).toBe(303);
    for (const text of sent) {
      expect(text.length).toBeGreaterThan(0);
      expect(text.length).toBeLessThanOrEqual(2_000);
      expect(text).toBe(text.toWellFormed());
    }
  });
});
