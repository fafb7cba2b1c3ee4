import MiniSearch from 'minisearch';
import type { LexicalPeer } from './peer.ts';

export function miniSearch(): LexicalPeer {
  const index = new MiniSearch({ fields: ['text'] });
  return {
    build: ({ texts }) => index.addAll(texts.map((text, id) => ({ id, text }))),
    search: (query, k) =>
      index
        .search(query)
        .slice(0, k)
        .map(({ id }) => id),
    close: () => undefined,
  };
}
