/** The share of a query's terms that are among `present`, 0 to 1; 0 for a query without terms. */
export function coverage(present: ReadonlySet<string>, queryTerms: readonly string[]): number {
  const wanted = new Set(queryTerms);
  let found = 0;
  for (const term of wanted) if (present.has(term)) found++;
  return wanted.size === 0 ? 0 : found / wanted.size;
}
