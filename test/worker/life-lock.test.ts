import { afterEach, expect, it, vi } from 'vitest';
import { holdLifeLock } from '../../worker/life-lock.ts';

afterEach(() => vi.unstubAllGlobals());

it('a life lock that the browser refuses does not keep the worker from starting', async () => {
  vi.stubGlobal('navigator', { locks: { request: () => Promise.reject(new DOMException('denied', 'SecurityError')) } });
  await expect(holdLifeLock('x')).resolves.toBe(false);
});

it('where there are no locks the worker starts all the same', async () => {
  vi.stubGlobal('navigator', {});
  await expect(holdLifeLock('x')).resolves.toBe(false);
});

it('resolves once the lock is held, not before', async () => {
  let grant!: () => unknown;
  vi.stubGlobal('navigator', { locks: { request: (_name: string, held: () => unknown) => new Promise((resolve) => (grant = () => resolve(held()))) } });
  let held = false;
  const holding = holdLifeLock('x').then(() => (held = true));
  await Promise.resolve();
  expect(held).toBe(false);
  grant();
  await holding;
  expect(held).toBe(true);
});
