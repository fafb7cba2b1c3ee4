import { access, readFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pages, ROOT } from './blocks.ts';

/** Written by TypeDoc, when the site is built. */
const MADE = 'docs/reference/api/';
const found = await pages();
const texts = new Map(await Promise.all(found.map(async (page) => [page, withoutCode(await readFile(join(ROOT, page), 'utf8'))] as const)));

function withoutCode(text: string): string {
  return text.replaceAll(/^```[\s\S]*?^```$/gm, '').replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[[\]()]/g, ''));
}

const linksOf = (text: string): string[] => [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!).filter((link) => !/^[a-z]+:/.test(link));

/** The anchors of a page's headings. Of those with an apostrophe VitePress and GitHub make different ones: none that can be linked to. */
const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ ([^'’\n]+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[`*_]/g, '')
      .replaceAll(/[^\w]+/g, '-')
      .replaceAll(/^-|-$/g, ''),
  );

describe('the links of the documentation', () => {
  it.each(found)('lead somewhere: %s', async (page) => {
    const dead: string[] = [];
    for (const link of linksOf(texts.get(page)!)) {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : normalize(join(dirname(page), path));
      if (target.startsWith(MADE)) continue;
      const there = await access(join(ROOT, target)).then(
        () => true,
        () => false,
      );
      const text = texts.get(target);
      if (!there || (anchor !== undefined && text !== undefined && !anchorsOf(text).includes(anchor))) dead.push(link);
    }
    expect(dead).toEqual([]);
  });

  it('lead from the first page to all others', () => {
    const reached = new Set(['README.md']);
    for (const page of reached) for (const link of linksOf(texts.get(page) ?? '')) reached.add(normalize(join(dirname(page), link.split('#')[0]!)));
    // the site's own first page is led to by nothing
    expect(found.filter((page) => !reached.has(page))).toEqual(['docs/index.md']);
  });
});
