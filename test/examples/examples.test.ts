import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { examples } from '../../demo/examples/examples.ts';
import { startExample, withExample } from './start-example.ts';
import { remembersByMeaning } from './talk-page.ts';

const MINUTES = 60_000;

describe('an example', () => {
  it('plain-html remembers by meaning, also after a reload', { timeout: 3 * MINUTES }, async () => {
    await withExample('plain-html', {}, remembersByMeaning);
  });

  it('node-bot knows in its second run what it was told in the first', { timeout: 3 * MINUTES }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'memoair-bot-'));
    const run = async (user: string, said: string): Promise<string> => {
      const bot = startExample('node-bot', { args: [user], env: { BOT_MEMORY: folder } });
      bot.says(said);
      expect(await bot.exited, bot.output()).toBe(0);
      return bot.output();
    };
    try {
      expect(await run('ada', 'I live in Delhi.\n')).toContain('bot> Noted.');
      expect(await run('ada', 'In which city is my home?\n')).toContain('lives in Delhi');
      expect(await run('ben', 'In which city is my home?\n')).toContain('I know nothing about that yet.');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('says what it shows and how it is started, and is in the index', async () => {
    const index = await readFile(new URL('../../demo/examples/README.md', import.meta.url), 'utf8');
    const all = await examples();
    expect(all).toHaveLength(6);
    for (const { name, folder, description } of all) {
      expect(await readFile(join(folder, 'README.md'), 'utf8')).toContain(`npm run example ${name}`);
      expect(index).toContain(`[${name}](${name}/README.md)`);
      expect(description).toMatch(/\.$/);
    }
  });
});
