import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { talk, type Talk } from './talk.ts';
import { startWorkerd, type Workerd } from './workerd.ts';

/** What Workers AI was asked. There is none on this machine: this stands in for it, in the shapes of its published schema. */
interface Asked {
  readonly model: string;
  readonly text: readonly string[];
  readonly pooling: string;
}

const DIMENSION = 384;
/** Words of one meaning are one direction. */
const MEANINGS: Readonly<Record<string, string>> = { spaniel: 'dog', hound: 'dog', called: 'name' };

function vectorOf(text: string): number[] {
  const vector = Array.from({ length: DIMENSION }, () => 0.001);
  for (const word of text.toLowerCase().match(/[a-z]+/g) ?? []) {
    let at = 7;
    for (const character of MEANINGS[word] ?? word) at = (at * 31 + character.charCodeAt(0)) % DIMENSION;
    vector[at]! += 3;
  }
  return vector;
}

const asked: Asked[] = [];
const vectors = (text: readonly string[]): Response => Response.json({ shape: [text.length, DIMENSION], data: text.map(vectorOf), pooling: 'cls' });
let answer: (text: readonly string[]) => Response | Promise<Response> = vectors;
let workerd: Workerd;
beforeAll(async () => {
  workerd = await startWorkerd({
    entry: 'with-options.ts',
    objects: { MEMORY: 'MemoryObject', ORG: 'OrgObject' },
    model: async (request) => {
      const { text, pooling } = (await request.json()) as Omit<Asked, 'model'>;
      asked.push({ model: new URL(request.url).pathname.slice(1), text, pooling });
      return answer(text);
    },
  });
});
afterAll(() => workerd.close());
beforeEach(() => {
  asked.length = 0;
  answer = vectors;
});

const someone = (prefix = 'user'): Talk => talk(workerd, { workspaceId: 'ws_edge', userId: `${prefix}-${crypto.randomUUID()}` });
const embedded = ({ stats }: Talk): Promise<void> =>
  vi.waitFor(async () => expect(await stats()).toMatchObject({ pendingEmbeddings: 0, model: { state: 'ready' } }));
const tellOfDog = async ({ start, say }: Talk): Promise<void> => {
  await start();
  await say('t1', 'My spaniel goes by Biscuit.');
};

describe('an embedder over the binding of Workers AI', () => {
  it('finds by meaning, and says whose vectors they are', async () => {
    const ada = someone();
    await tellOfDog(ada);
    await embedded(ada);
    const { contextText, trace } = await ada.ask('my hound');
    expect([contextText, trace.degraded]).toEqual([expect.stringContaining('Biscuit'), false]);
    expect((await ada.stats()).model).toMatchObject({ name: '@cf/baai/bge-small-en-v1.5', dimension: 384, backend: 'workers-ai' });
    for (const { model, text, pooling } of asked) {
      expect([model, pooling]).toEqual(['@cf/baai/bge-small-en-v1.5', 'cls']);
      expect(text.length).toBeLessThanOrEqual(100);
      for (const each of text) expect(each.length).toBeGreaterThan(0);
    }
  });

  it('leaves recall to words while it does not answer, and says so', async () => {
    let goOn = (): void => undefined;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    answer = async (text) => {
      await held;
      return vectors(text);
    };
    const ada = someone();
    await tellOfDog(ada);
    const { contextText, trace } = await ada.ask('what does my spaniel go by');
    expect([contextText, trace.degraded]).toEqual([expect.stringContaining('Biscuit'), true]);
    goOn();
    await embedded(ada);
  });

  it.each([
    ['refuses', () => new Response('', { status: 429 })],
    ['answers without vectors', () => Response.json({ request_id: 'queued' })],
    ['answers with too few vectors', () => Response.json({ data: [] })],
    ['answers with vectors of another model', (text: readonly string[]) => Response.json({ data: text.map(() => [1, 0]) })],
    ['answers with numbers that are none', (text: readonly string[]) => Response.json({ data: text.map(() => Array.from({ length: DIMENSION }, () => null)) })],
  ])('leaves recall to words when it %s, and embeds when it is mended', async (_how, wrong) => {
    answer = wrong;
    const ada = someone();
    await tellOfDog(ada);
    await vi.waitFor(async () => expect((await ada.stats()).model.state).toBe('failed'));
    const { contextText, trace } = await ada.ask('what does my spaniel go by');
    expect([contextText, trace.degraded]).toEqual([expect.stringContaining('Biscuit'), true]);
    answer = vectors;
    await embedded(ada);
    await vi.waitFor(async () => expect((await ada.ask('my hound')).trace.degraded).toBe(false));
  });
});

describe('an embedding function of the app', () => {
  it('has a stamp of its own, and asks no model of the platform', async () => {
    const ada = someone('mine');
    await tellOfDog(ada);
    await embedded(ada);
    expect((await ada.stats()).model).toMatchObject({ name: 'mine', dimension: 2, backend: 'remote' });
    expect((await ada.ask('spaniel')).trace.degraded).toBe(false);
    expect(asked).toEqual([]);
  });
});
