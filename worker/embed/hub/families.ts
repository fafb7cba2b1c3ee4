import type { Pooling } from './pooling.ts';

/** How a family of models is to be used, where its own files do not say it. */
export interface Family {
  readonly pooling: Pooling;
  readonly queryPrefix: string;
  readonly documentPrefix: string;
  /** Where the size of the vocabulary would mislead. */
  readonly languages?: 'many';
}

const SEARCH_PASSAGES = 'Represent this sentence for searching relevant passages: ';
const plain = (pooling: Pooling, queryPrefix = '', documentPrefix = ''): Family => ({ pooling, queryPrefix, documentPrefix });

/** By their model cards on huggingface.co; the first that fits the id counts. */
const FAMILIES: readonly (readonly [RegExp, Family])[] = [
  [/e5-.*instruct/, plain('mean', 'Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery: ')],
  [/(^|[-_])e5-/, plain('mean', 'query: ', 'passage: ')],
  [/bge-m3/, plain('cls')],
  [/bge-.*zh/, { ...plain('cls', '为这个句子生成表示以用于检索相关文章：'), languages: 'many' }],
  [/bge-.*en/, plain('cls', SEARCH_PASSAGES)],
  [/bge-/, plain('cls')],
  [/arctic-embed-.*v2/, plain('cls', 'query: ')],
  [/arctic-embed/, plain('cls', SEARCH_PASSAGES)],
  [/mxbai-embed/, plain('cls', SEARCH_PASSAGES)],
  [/nomic-embed-text/, plain('mean', 'search_query: ', 'search_document: ')],
  [/embeddinggemma/, plain('mean', 'task: search result | query: ', 'title: none | text: ')],
  [/gte-.*-v1\.5/, plain('cls')],
  [/multi-qa-.*(dot|cls)/, plain('cls')],
];

/** What is documented of the model's family; mean pooling without prefixes, as most sentence encoders have it, of others. */
export function familyOf(id: string): Family {
  const name = id.slice(id.indexOf('/') + 1).toLowerCase();
  return FAMILIES.find(([pattern]) => pattern.test(name))?.[1] ?? plain('mean');
}
