import { Index } from 'flexsearch';
import type { LexicalPeer } from './peer.ts';

export function flexSearch(): LexicalPeer {
  const index = new Index({ tokenize: 'strict' });
  return {
    build: ({ texts }) => texts.forEach((text, id) => index.add(id, text)),
    // without `suggest` a text has to hold every word of the query
    search: (query, k) => Array.from(index.search(query, { limit: k, suggest: true }), Number),
    close: () => undefined,
  };
}
