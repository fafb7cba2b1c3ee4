import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { webModelReader } from '../../../worker/embed/fetch-model.ts';

const file = { file: 'f', bytes: 3, sha256: 'a'.repeat(64) };
const manifest = JSON.stringify({ name: 'm', dimension: 16, maxTokens: 8, model: file, tokenizer: file });
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe('a model on the web', () => {
  const kept = new Map<string, Uint8Array<ArrayBuffer>>();
  let full = false;
  const network = vi.fn<(url: string) => Promise<Response>>();
  beforeEach(() => {
    kept.clear();
    full = false;
    network.mockReset();
    vi.stubGlobal('fetch', network);
    vi.stubGlobal('caches', {
      open: async () => ({
        match: async (url: string) => (kept.has(url) ? new Response(kept.get(url)) : undefined),
        put: async (url: string, response: Response) => {
          if (full) throw new DOMException('full', 'QuotaExceededError');
          kept.set(url, new Uint8Array(await response.arrayBuffer()));
        },
        delete: async (url: string) => kept.delete(url),
      }),
    });
  });
  afterEach(() => vi.unstubAllGlobals());
  const read = (name: string) => webModelReader('https://cdn.example/model').read(name, () => undefined);

  it('is fetched once and then read from what was kept', async () => {
    network.mockImplementation(async () => new Response('abc'));
    expect(text(await read('model.onnx'))).toBe('abc');
    expect(text(await read('model.onnx'))).toBe('abc');
    expect(network).toHaveBeenCalledTimes(1);
  });

  it('has its manifest asked for anew, and the kept one when the network is gone', async () => {
    network.mockImplementationOnce(async () => new Response(manifest)).mockImplementation(() => Promise.reject(new TypeError('offline')));
    expect(text(await read('manifest.json'))).toBe(manifest);
    expect(text(await read('manifest.json'))).toBe(manifest);
  });

  it('is not poisoned by a portal that answers 200 with a page of its own', async () => {
    network.mockImplementationOnce(async () => new Response(manifest)).mockImplementation(async () => new Response('<h1>Log in</h1>'));
    await read('manifest.json');
    expect(text(await read('manifest.json'))).toBe(manifest);
    expect(text(await read('manifest.json'))).toBe(manifest);
  });

  it('is used all the same when the disk is too full to keep it', async () => {
    full = true;
    network.mockImplementation(async (url) => new Response(url.endsWith('.json') ? manifest : 'abc'));
    expect(text(await read('manifest.json'))).toBe(manifest);
    expect(text(await read('model.onnx'))).toBe('abc');
  });

  it('whose kept copy was refused is fetched again', async () => {
    network.mockImplementationOnce(async () => new Response('bad')).mockImplementation(async () => new Response('good'));
    const reader = webModelReader('https://cdn.example/model/');
    await reader.read('model.onnx', () => undefined);
    await reader.refuse('model.onnx');
    expect(text(await reader.read('model.onnx', () => undefined))).toBe('good');
  });

  it('that is not there is an error that says where to look', async () => {
    network.mockImplementation(async () => new Response('', { status: 404 }));
    await expect(read('model.onnx')).rejects.toThrow('HTTP 404');
  });
});
