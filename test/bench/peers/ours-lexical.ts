import { countTerms } from '../../../worker/search/lexical/counted-terms.ts';
import { LexicalIndex } from '../../../worker/search/lexical/lexical-index.ts';
import { terms } from '../../../worker/search/tokens.ts';
import { topSlots } from '../../../worker/search/top.ts';
import type { LexicalPeer } from './peer.ts';

const NO_LABEL = countTerms([]);

export function oursLexical(): LexicalPeer {
  const index = new LexicalIndex({ coordination: 1 });
  return {
    build: ({ texts }) => texts.forEach((text, slot) => index.add(slot, { text: countTerms(terms(text)), label: NO_LABEL }, undefined)),
    search(query, k) {
      const { values, matched } = index.search(terms(query));
      return topSlots(values, matched, k);
    },
    close: () => undefined,
  };
}
