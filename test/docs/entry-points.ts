import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './blocks.ts';

type Entry = string | { readonly types?: string; readonly node?: { readonly types: string } };

/** What an app may import, `memoair-web/node`, and the source behind it, relative to the project's folder. */
export async function entryPoints(): Promise<Readonly<Record<string, string>>> {
  const { exports } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { readonly exports: Readonly<Record<string, Entry>> };
  const sources = Object.entries(exports).flatMap(([path, entry]) => {
    const types = typeof entry === 'string' ? undefined : (entry.node?.types ?? entry.types);
    return types ? [[`memoair-web${path.slice(1)}`, types.replace('./dist/types/', '').replace(/\.d\.ts$/, '.ts')]] : [];
  });
  return Object.fromEntries(sources) as Record<string, string>;
}
