import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { stopwords } from '@orama/stopwords/english';
import { stemmer } from 'stemmer';
import { installLocked } from '../../../support/install-locked.ts';
import { render } from '../data.ts';
import { RETRIEVAL } from '../paths.ts';
import { TOP, type Baseline } from './baseline.ts';

/** What is used of the package, which is not there when types are checked. */
interface MiniSearch {
  addAll(docs: readonly { readonly id: string; readonly text: string }[]): void;
  search(query: string): readonly { readonly id: string }[];
}
type MiniSearchClass = new (options: { readonly fields: readonly string[]; readonly processTerm: (term: string) => string | null }) => MiniSearch;

const STOP_WORDS: ReadonlySet<string> = new Set(stopwords);

function processTerm(term: string): string | null {
  const lower = term.toLowerCase();
  return STOP_WORDS.has(lower) ? null : stemmer(lower);
}

/** MiniSearch, given Porter's stems and stop words. Installs it when it is not there. @throws Error when that fails */
export async function miniSearch(): Promise<Baseline> {
  await installLocked(RETRIEVAL, 'The engine that recall is measured beside');
  const file = createRequire(resolve(RETRIEVAL, 'package.json')).resolve('minisearch');
  const loaded = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as { readonly default: MiniSearchClass };
  return {
    name: 'MiniSearch',
    build: (docs) => {
      const index = new loaded.default({ fields: ['text'], processTerm });
      index.addAll(docs.map((record) => ({ id: record.id, text: render(record) })));
      return (query) =>
        index
          .search(query)
          .slice(0, TOP)
          .map(({ id }) => id);
    },
  };
}
