/** As many whole lines, or else characters, as fit into so many bytes. */
export function wholeLines(text: string, limit: number): string {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= limit) return text;
  const fits = new TextDecoder().decode(bytes.subarray(0, limit)).replace(/\uFFFD$/, '');
  const lines = fits.lastIndexOf('\n');
  return lines > 0 ? fits.slice(0, lines) : fits;
}
