import { afterAll, describe, expect, it } from 'vitest';
import { startCloudWorkerd } from './workerd.ts';

const workerd = await startCloudWorkerd();
afterAll(() => workerd.close());

const ask = async (query: string): Promise<unknown> => (await fetch(`${workerd.url}/test/cases${query}`)).json();
const names = (await ask('')) as readonly string[];

describe('a Durable Object as a store of the cloud', () => {
  // transactions are functions, and run where the rows are
  it.each(names.map((name, number) => ({ name, number })))('$name', async ({ number }) => {
    expect(await ask(`?number=${number}`)).toBeNull();
  });
});
