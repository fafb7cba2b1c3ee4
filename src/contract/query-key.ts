/** The text of a query as far as a model sees it: tokenisers drop blanks around and between words. */
export function queryKey(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}
