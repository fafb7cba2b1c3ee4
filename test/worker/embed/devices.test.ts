import { describe, expect, it, vi } from 'vitest';
import type { Device, Encoder, LoadedModel } from '../../../worker/embed/encoder.ts';
import { EmbedderHost, type HostOptions } from '../../../worker/embed/host.ts';

interface Gpu {
  /** Of a pass; WASM takes 8. */
  readonly ms?: number;
  readonly vector?: readonly number[];
  readonly open?: () => void;
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const WASM_VECTOR = [0.6, 0.8];

/** A model in floats, and how it does on either device. */
function model({ ms = 0, vector = [0.6, 0.8], open = () => undefined }: Gpu, opened: Device[] = []): LoadedModel & { broken: boolean } {
  const made = {
    name: 'fake',
    dimension: 2,
    stamp: 'fake:1',
    integer: false,
    alone: false,
    broken: false,
    tokens: (text: string) => Array.from(text, () => 1),
    open: async (device: Device): Promise<Encoder> => {
      opened.push(device);
      if (device === 'webgpu') open();
      return {
        backend: device,
        dispose: async () => undefined,
        encode: async (batch) => {
          await wait(device === 'wasm' ? 8 : ms);
          if (device === 'webgpu' && made.broken) throw new Error('The graphics device was lost.');
          return Float32Array.from(batch.flatMap(() => (device === 'wasm' ? WASM_VECTOR : vector)));
        },
      };
    },
  };
  return made;
}

const start = async (loaded: LoadedModel, options: Partial<HostOptions> = {}): Promise<EmbedderHost> => {
  const host = new EmbedderHost({ load: async () => loaded, device: 'webgpu', hasAdapter: async () => true, calmMs: 1, ...options });
  await host.ready();
  return host;
};
const backend = (host: EmbedderHost): string | undefined => host.state().info?.backend;

describe('WebGPU', () => {
  it('computes when it gives the same vectors sooner', async () => {
    const host = await start(model({}));
    expect(host.state()).toMatchObject({ state: 'ready', info: { backend: 'webgpu', stamp: 'fake:1' }, reason: null });
  });

  it('is left when it is slower than WASM, with the times as the reason', async () => {
    const host = await start(model({ ms: 30 }));
    expect([backend(host), host.state().reason]).toEqual(['wasm', expect.stringMatching(/WebGPU is not used: it takes .* ms for a query, WASM/)]);
  });

  it.each([[[0.8, 0.6]], [[Number.NaN, 1]]])('is left when its vectors are others: %j', async (vector) => {
    const host = await start(model({ vector }));
    expect([backend(host), host.state().reason]).toEqual(['wasm', expect.stringContaining('cosine')]);
  });

  it('is left when the model cannot be made for it, with the reason', async () => {
    const host = await start(
      model({
        open: () => {
          throw new Error('no kernel for this');
        },
      }),
    );
    expect([backend(host), host.state().reason]).toEqual(['wasm', 'WebGPU is not used: no kernel for this']);
  });

  it('is not even fetched where there is no graphics processor', async () => {
    const opened: Device[] = [];
    const host = await start(model({}, opened), { hasAdapter: async () => false });
    expect([opened, host.state().reason]).toEqual([['wasm'], 'WebGPU is not used: there is no graphics processor to use']);
  });

  it('is not asked for at all when the choice is WASM', async () => {
    const opened: Device[] = [];
    const host = await start(model({}, opened), { device: 'wasm', hasAdapter: () => Promise.reject(new Error('asked')) });
    expect([opened, host.state().reason]).toEqual([['wasm'], null]);
  });

  it('that fails later leaves the work to WASM: the same call is answered, and stats say why', async () => {
    const loaded = model({});
    const host = await start(loaded);
    loaded.broken = true;
    expect(await host.line().embed(1, ['a'], 'query')).toMatchObject({ ok: true });
    expect(host.state()).toMatchObject({ state: 'ready', info: { backend: 'wasm' }, reason: 'WebGPU is not used: The graphics device was lost.' });
  });
});

describe('the choice auto', () => {
  it('begins on WASM and goes over to WebGPU when that is faster', async () => {
    const host = await start(model({}), { device: 'auto' });
    expect(backend(host)).toBe('wasm');
    await vi.waitFor(() => expect(backend(host)).toBe('webgpu'), 5_000);
  });

  it('answers queries while it looks', async () => {
    const host = await start(model({ ms: 1 }), { device: 'auto' });
    while (backend(host) === 'wasm') {
      expect(await host.line().embed(1, ['a'], 'query')).toMatchObject({ ok: true });
      await wait(10);
    }
    expect(backend(host)).toBe('webgpu');
  });

  it('leaves a model that multiplies integers on WASM', async () => {
    const opened: Device[] = [];
    await start({ ...model({}, opened), integer: true }, { device: 'auto' });
    await wait(30);
    expect(opened).toEqual(['wasm']);
  });

  it('has nothing to say where there is no graphics processor', async () => {
    const host = await start(model({}), { device: 'auto', hasAdapter: async () => false });
    await wait(30);
    expect(host.state()).toMatchObject({ info: { backend: 'wasm' }, reason: null });
  });
});
