import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT: string = fileURLToPath(new URL('../../', import.meta.url));

/** Pages that a run or a tool writes whole. */
const WRITTEN: ReadonlySet<string> = new Set(['docs/api-report.md', 'docs/browsers.md']);
const NO_PAGES: ReadonlySet<string> = new Set(['node_modules', 'api', '.vitepress', 'screenshots']);

/** A fenced block of a page. */
export interface Block {
  /** The page, relative to the project's folder. */
  readonly page: string;
  /** Of its first line, from 1. */
  readonly line: number;
  readonly language: string;
  /** What its fence says after the language: `run=browser` and `not-run="why"` by name, a bare word as the empty text. */
  readonly says: Readonly<Record<string, string>>;
  readonly code: string;
}

/** README.md and all pages under docs/, relative to the project's folder. */
export async function pages(): Promise<readonly string[]> {
  const written = await pagesIn('docs');
  return ['README.md', ...written.filter((page) => !WRITTEN.has(page)).toSorted()];
}

async function pagesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(join(ROOT, folder), { withFileTypes: true });
  const found = entries.map(async (entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return NO_PAGES.has(entry.name) ? [] : pagesIn(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
  return (await Promise.all(found)).flat();
}

export async function allBlocks(): Promise<readonly Block[]> {
  const texts = await Promise.all((await pages()).map(async (page) => ({ page, text: await readFile(join(ROOT, page), 'utf8') })));
  return texts.flatMap(({ page, text }) => blocksOf(page, text));
}

export function blocksOf(page: string, text: string): readonly Block[] {
  const blocks: Block[] = [];
  let open: { readonly line: number; readonly language: string; readonly says: Block['says']; readonly code: string[] } | null = null;
  for (const [i, line] of text.split('\n').entries()) {
    const fence = /^```(\w*)(.*)$/.exec(line);
    if (open && line === '```') {
      blocks.push({ page, ...open, code: `${open.code.join('\n')}\n` });
      open = null;
    } else if (open) open.code.push(line);
    else if (fence) open = { line: i + 2, language: fence[1]!, says: saysOf(fence[2]!), code: [] };
  }
  if (open) throw new Error(`${page}:${open.line}: a fence that nothing closes.`);
  return blocks;
}

const saysOf = (meta: string): Block['says'] =>
  Object.fromEntries([...meta.matchAll(/([\w-]+)(?:=(?:"([^"]*)"|(\S+)))?/g)].map(([, name, quoted, bare]) => [name!, quoted ?? bare ?? '']));

/** How a block is called in a report. */
export const where = ({ page, line }: Block): string => `${page}:${line}`;

/** Name of the file that a block becomes. */
export const fileOf = ({ page, line }: Block): string => `${page.replace(/\.md$/, '').replaceAll(/\W+/g, '-')}-${line}`;
