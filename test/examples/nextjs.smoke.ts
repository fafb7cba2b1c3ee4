import { expect, it } from 'vitest';
import { withExample } from './start-example.ts';
import { remembersByMeaning } from './talk-page.ts';

it('nextjs is built, renders its page without a browser, and remembers by meaning in one', () =>
  withExample('nextjs', { NEXT_TELEMETRY_DISABLED: '1' }, async (url) => {
    expect(await (await fetch(url)).text()).toContain('Opening the memory…');
    await remembersByMeaning(url);
  }));
