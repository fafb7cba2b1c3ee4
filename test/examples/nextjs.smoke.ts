import { expect, it } from 'vitest';
import { startExample } from './start-example.ts';
import { remembersByMeaning } from './talk-page.ts';

it('nextjs is built, renders its page without a browser, and remembers by meaning in one', async () => {
  const example = startExample('nextjs', { env: { NEXT_TELEMETRY_DISABLED: '1' } });
  try {
    const url = await example.url;
    expect(await (await fetch(url)).text()).toContain('Opening the memory…');
    await remembersByMeaning(url);
  } finally {
    await example.close();
    console.log(example.output());
  }
});
