import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Browser } from './browser.ts';
import { levelDbBytes } from '../forgetting/level-db.ts';
import { marksIn } from '../forgetting/marks.ts';
import { gone, tellSecrets, WAYS, type Call } from '../forgetting/person.ts';

/** When the files are looked at. */
const MOMENTS = ['once it is forgotten', 'the browser ended', 'and started again', 'after 2,000 turns more', 'ended'] as const;

export interface ProfileResult {
  readonly moments: readonly string[];
  readonly ways: readonly {
    readonly what: string;
    /** Marks that some row of a database holds: none may. */
    readonly rows: readonly string[];
    /** Marks in the bytes of the files, blocks unpacked, at each moment. */
    readonly files: readonly (readonly string[])[];
  }[];
}

/** Forgets in a real Chromium with a profile on disk, and looks for the words in its databases' rows and in their files. */
export async function profileAfterForgetting({ say }: { readonly say: (text: string) => void }): Promise<ProfileResult> {
  const ways: ProfileResult['ways'][number][] = [];
  for (const way of WAYS) {
    say(way.what);
    const browser = await Browser.open();
    try {
      let page = await browser.tab();
      const call: Call = (method, path, body) =>
        page.evaluate(async (asked) => memory.call(asked.method, asked.path, asked.body ?? undefined), { method, path, body: body ?? null });
      const identity = { workspaceId: 'ws_soak', userId: 'user_soak' };
      const files: string[][] = [];
      const look = async (): Promise<void> => void files.push(await marksInProfile(browser.profile, gone(way)));
      await tellSecrets(call, identity);
      await way.forget(call);
      const rows = marksIn(Buffer.from(await page.evaluate(() => memory.dump())), gone(way));
      await look();
      await browser.end();
      await look();
      await browser.startAgain();
      page = await browser.tab();
      await call('GET', '/v1/local/stats');
      await look();
      await page.evaluate(() => memory.talk({ tab: 0, turns: 2_000 }));
      await look();
      await browser.end();
      await look();
      ways.push({ what: way.what, rows, files });
      await browser.startAgain();
    } finally {
      await browser.close();
    }
  }
  return { moments: MOMENTS, ways };
}

async function marksInProfile(profile: string, marks: readonly string[]): Promise<string[]> {
  const folder = join(profile, 'Default', 'IndexedDB');
  const found = new Set<string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const bytes = await readFile(join(entry.parentPath, entry.name)).catch(() => Buffer.alloc(0));
    for (const each of [bytes, ...levelDbBytes(entry.name, bytes)]) for (const mark of marksIn(each, marks)) found.add(`${entry.name}: ${mark}`);
  }
  return [...found];
}
