import { describe, expect, it } from 'vitest';
import { hasRealAdapter } from '../../../worker/embed/webgpu/adapter.ts';
import { lossOf, unlessLost } from '../../../worker/embed/webgpu/device-loss.ts';

const gpu = (adapter: object | null) => ({ requestAdapter: async () => adapter });

describe('a graphics processor', () => {
  it('is there when its adapter is none in software', async () => {
    expect(await hasRealAdapter(gpu({ info: { vendor: 'intel', architecture: 'gen-12lp', isFallbackAdapter: false } }))).toBe(true);
    expect(await hasRealAdapter(gpu({}))).toBe(true);
  });

  it.each([
    ['no WebGPU', undefined],
    ['no adapter', gpu(null)],
    ['a refusal', { requestAdapter: () => Promise.reject(new Error('blocked')) }],
    ['a fallback adapter', gpu({ info: { isFallbackAdapter: true } })],
    ['a fallback adapter of an older browser', gpu({ isFallbackAdapter: true })],
    ['a renderer in software that does not say so', gpu({ info: { vendor: 'google', architecture: 'swiftshader' } })],
    ['another one', gpu({ info: { vendor: 'mesa', description: 'llvmpipe (LLVM 17)' } })],
  ])('is not there: %s', async (_what, given) => {
    expect(await hasRealAdapter(given ?? null)).toBe(false);
  });
});

describe('a lost device', () => {
  it('ends what is under way and what comes after, which might never settle', async () => {
    let lose: (info: object) => void = () => undefined;
    const lost = lossOf({ lost: new Promise((resolve) => (lose = resolve)) });
    const encoder = unlessLost({ backend: 'webgpu', encode: () => new Promise(() => undefined), dispose: async () => undefined }, lost);
    const pending = encoder.encode([[1]]);
    lose({ message: 'driver reset' });
    await expect(pending).rejects.toThrow('The graphics device was lost (driver reset).');
    await expect(encoder.encode([[1]])).rejects.toThrow('lost');
  });
});
