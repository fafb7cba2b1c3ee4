/** A passage as the oracle holds it: everything of it, in the order in which it was added. */
export interface OracleDocument {
  readonly slot: number;
  readonly terms: readonly string[];
  readonly label: readonly string[];
  readonly thread: number | null;
}

const share = (total: number, matching: number): number => Math.log(1 + (total - matching + 0.5) / (matching + 0.5));
const countOf = (terms: readonly string[], term: string): number => terms.filter((each) => each === term).length;

/** What a term scores in a document by the document's own words. */
function own(documents: readonly OracleDocument[], document: OracleDocument, term: string): number {
  const count = countOf(document.terms, term);
  if (count === 0) return 0;
  const average = documents.reduce((sum, { terms }) => sum + terms.length, 0) / documents.length;
  const matching = documents.filter(({ terms }) => terms.includes(term)).length;
  return share(documents.length, matching) * (0.5 + (count * 2.2) / (count + 1.2 * (0.3 + (0.7 * document.terms.length) / average)));
}

function label(documents: readonly OracleDocument[], document: OracleDocument, term: string): number {
  if (!document.label.includes(term)) return 0;
  const labelled = documents.filter((each) => each.label.length > 0);
  return share(labelled.length, labelled.filter((each) => each.label.includes(term)).length) * 1.5;
}

/** BM25+ written for reading, not for speed: every field of every document for every term. */
export function bm25(documents: readonly OracleDocument[], query: readonly string[], coordination: number): Map<number, number> {
  const terms = [...new Set(query)];
  const scores = new Map<number, number>();
  for (const document of documents) {
    const thread = document.thread === null ? [document] : documents.filter((each) => each.thread === document.thread);
    const at = thread.indexOf(document);
    let score = 0;
    let covered = 0;
    for (const term of terms) {
      const near = (offset: number): number => (thread[at + offset] ? own(documents, thread[at + offset]!, term) : 0);
      const fields: readonly (readonly [weight: number, score: number])[] = [
        [1, own(documents, document, term)],
        [2, label(documents, document, term)],
        [0.5, near(-1)],
        [0.3, near(1)],
        [0.2, near(-2)],
        [0.1, near(2)],
      ];
      for (const [weight, value] of fields) score += weight * value;
      covered += Math.max(...fields.map(([weight, value]) => (value > 0 ? weight : 0)));
    }
    if (score > 0) scores.set(document.slot, score * Math.min(1, covered / terms.length) ** coordination);
  }
  return scores;
}

export function idfSum(documents: readonly OracleDocument[], query: readonly string[]): number {
  return [...new Set(query)].reduce((sum, term) => sum + share(documents.length, documents.filter(({ terms }) => terms.includes(term)).length), 0);
}
