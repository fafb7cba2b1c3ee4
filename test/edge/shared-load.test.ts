import { describe, expect, it } from 'vitest';
import { SharedLoad } from '../../src/edge/shared-load.ts';

const never = (): Promise<never> => new Promise(() => undefined);
const soon = async <T>(value: T): Promise<T> => {
  await new Promise((resolve) => setTimeout(resolve, 10));
  return value;
};
const failed = async (reason: string): Promise<never> => {
  await soon(null);
  throw new Error(reason);
};

describe('a load that is shared', () => {
  it('is begun once', async () => {
    const loads = new SharedLoad<string>(10_000);
    expect(await Promise.all([loads.get(() => soon('first')), loads.get(() => soon('second'))])).toEqual(['first', 'first']);
    expect(await loads.get(() => soon('third'))).toBe('first');
  });

  it('and fails leaves each that waited with its own', async () => {
    const loads = new SharedLoad<string>(10_000);
    const asked = [loads.get(() => failed('first')), loads.get(() => failed('second')), loads.get(() => soon('third')), loads.get(() => soon('fourth'))];
    expect(await Promise.allSettled(asked)).toEqual([
      { status: 'rejected', reason: new Error('first') },
      { status: 'rejected', reason: new Error('second') },
      { status: 'fulfilled', value: 'third' },
      { status: 'fulfilled', value: 'third' },
    ]);
  });

  it('and never ends is waited for no longer than said, however many do not', async () => {
    const loads = new SharedLoad<string>(50);
    void loads.get(never);
    void loads.get(never);
    void loads.get(never);
    expect(await loads.get(() => soon('fourth'))).toBe('fourth');
  });
});
