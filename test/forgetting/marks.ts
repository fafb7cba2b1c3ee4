import { terms } from '../../worker/search/tokens.ts';

/** Words of which nothing else here holds one, each for what it stands in. Some are of more than ASCII: those are written in more than one way. */
export const MARKS = {
  said: 'Kestrelquillings',
  answered: 'Zinnwaldübungen',
  tool: 'Ophiolitharium',
  turn: 'Marjoramuette',
  caller: 'Wilhelminika',
  fact: 'Zanzibarowitz',
  imported: 'Kumquatoriales',
  metadata: 'Quixotingham',
  edited: 'Bromeliaferro',
  asked: 'Tamarindoskop',
} as const;

/** The ways in which a word may lie in bytes, in lower case. */
export function formsOf(word: string): ReadonlyMap<string, string> {
  const escaped = JSON.stringify(word)
    .slice(1, -1)
    .replace(/[^ -~]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const forms: [string, Buffer][] = [
    ['UTF-8', Buffer.from(word)],
    ['UTF-16', Buffer.from(word, 'utf16le')],
    ['UTF-16, the other way round', Buffer.from(word, 'utf16le').swap16()],
    ['Latin-1', Buffer.from(word, 'latin1')],
    ['JSON, escaped', Buffer.from(escaped)],
    ['percent-encoded', Buffer.from(encodeURIComponent(word))],
    ...[0, 1, 2].map((offset): [string, Buffer] => [`Base64, ${offset} bytes in`, base64(word, offset)]),
    ...terms(word).map((term): [string, Buffer] => [`the term ${term}`, Buffer.from(term)]),
  ];
  return new Map(forms.map(([form, bytes]) => [form, bytes.toString('latin1').toLowerCase()]));
}

/** What of a word's Base64 is the same whatever stands before it and behind it. */
function base64(word: string, offset: number): Buffer {
  const whole = Buffer.concat([Buffer.alloc(offset), Buffer.from(word)]).toString('base64');
  return Buffer.from(whole.slice(Math.ceil((offset * 4) / 3) + (offset === 0 ? 0 : 1), Math.floor(((Buffer.byteLength(word) + offset) * 4) / 3) - 1));
}

/** Which marks lie in some bytes, and how. */
export function marksIn(bytes: Uint8Array, marks: readonly string[] = Object.values(MARKS)): string[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1').toLowerCase();
  return marks.flatMap((mark) => [...formsOf(mark)].filter(([, form]) => text.includes(form)).map(([form]) => `${mark} (${form})`));
}
