import type { IndexDocument } from '../../../src/contract/local.ts';

/** Characters of a piece: some twenty calls for a megabyte, so that a bar moves and the page goes on answering. */
export const PIECE_CHARS = 48_000;
/** How far back from there a better place to cut is looked for. */
const LOOK_BACK = 4000;

/** A long text as documents, cut between paragraphs, lines or words. One that is short enough stays whole. */
export function piecesOf(name: string, text: string): IndexDocument[] {
  const texts: string[] = [];
  for (let from = 0; from < text.length;) {
    const to = from + PIECE_CHARS >= text.length ? text.length : cutBefore(text, from + PIECE_CHARS);
    const piece = text.slice(from, to).trim();
    if (piece !== '') texts.push(piece);
    from = to;
  }
  return texts.map((piece, i) => ({ id: texts.length === 1 ? name : `${name}, part ${i + 1}`, text: piece }));
}

function cutBefore(text: string, at: number): number {
  const back = text.slice(at - LOOK_BACK, at);
  for (const sign of ['\n\n', '\n', '. ', ' ']) {
    const found = back.lastIndexOf(sign);
    if (found > 0) return at - LOOK_BACK + found + sign.length;
  }
  // not between the two halves of one character
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff ? at - 1 : at;
}
