/**
 * An id as the value of a header. What is not ASCII travels as its UTF-8 bytes: a header holds bytes, and any other way of
 * writing them would be an id of its own. Null for what no header can hold: it would arrive changed, as the id of someone else.
 */
export function headerValue(id: string): string | null {
  if (!id.isWellFormed() || id !== id.trim() || id === '') return null;
  // oxlint-disable-next-line no-control-regex -- those are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(id)) return null;
  // oxlint-disable-next-line no-control-regex -- ASCII
  return /^[\u0000-\u007f]*$/.test(id) ? id : String.fromCharCode(...new TextEncoder().encode(id));
}
