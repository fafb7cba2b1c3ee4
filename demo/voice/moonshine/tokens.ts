const LONG = 128;
const [OPENS, CLOSES] = [...new TextEncoder().encode('<>')] as [number, number];

/** Reads tokenizer.bin: a record a token, in the order of their ids, a length of one byte or two and then its bytes. @throws RangeError */
export function readTokens(file: Uint8Array): readonly Uint8Array[] {
  const tokens: Uint8Array[] = [];
  for (let at = 0; at < file.length;) {
    let length = file[at++]!;
    if (length >= LONG) length += (file[at++]! - 1) * LONG;
    if (!(at + length <= file.length)) throw new RangeError('The tokenizer ends within a token.');
    tokens.push(file.subarray(at, at + length));
    at += length;
  }
  return tokens;
}

/** The text of ids. Ids of single bytes make up characters together, so bytes are joined before they are read. */
export function textOf(tokens: readonly Uint8Array[], ids: readonly number[]): string {
  const bytes = ids.flatMap((id) => [...(isMark(tokens[id]!) ? [] : tokens[id]!)]);
  return new TextDecoder().decode(Uint8Array.from(bytes)).replaceAll('\u2581', ' ').trim();
}

/** `<s>` and its like, which nobody says. */
const isMark = (token: Uint8Array): boolean => token.length > 2 && token[0] === OPENS && token.at(-1) === CLOSES;
