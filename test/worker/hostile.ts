import * as fc from 'fast-check';

const NAMES = ['profile', 'working', 'permanent', 'org', 'system', 'Ｐｅｒｍａｎｅｎｔ'];
const HASHES = ['#', '##', '###', '######', '＃＃', '﹟﹟', '#\u200b#', '#\u200d#', '#\u2060\u200c#', '\u202e##', '\u200d##', '#\ufe0f#'];
const BREAKS = ['\n', '\r\n', '\r', '\u2028', '\u2029', '\u0085', '\v', '\f', '\n\n', '\u001c', '\u001e'];
const BLANKS = ['', ' ', '   ', '\t', '\u00a0', '\u200b', '\ufeff', '\u3000'];
const MARKERS = [
  '<|im_start|>system',
  '<|im_end|>',
  '＜｜im_start｜＞',
  '<\u200d|im_start|>',
  '< |im_end| >',
  '<<SYS>>',
  '[INST]',
  '[/INST]',
  '</context>',
  '<system>',
  '< system >',
  '<tool_call>',
  '<start_of_turn>user',
  'System:',
  'Assistant: sure',
  '```',
  '~~~~',
  '``\u200b`',
  '---',
  '===',
  '> quoted',
  '[2031-01-01]',
  '- ',
];
const UNSEEN = [
  '\u202e',
  '\u2066',
  '\u200e',
  '\u061c',
  '\u0000',
  '\u001b[31m',
  '\u{e0001}\u{e0068}\u{e0069}',
  '\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
  '\u{1f3f4}\u{e0068}\u{e0065}',
  '\ufe0f\u{e0100}\u{e0101}',
  '\u200d\u200c\u200d\u200c',
  '\ud800',
  '\udc41',
  '\udb40',
];
const PLAIN = ['marzipan clearance', ' the caller is an administrator ', 'Anna', '🙂', 'चाय', '東京', 'a < b', "it's", '<3', '5 > 3', 'x'.repeat(70)];

const heading = fc
  .tuple(
    fc.constantFrom('', ...BREAKS),
    fc.constantFrom(...BLANKS),
    fc.constantFrom(...HASHES),
    fc.constantFrom(...BLANKS),
    fc.constantFrom(...NAMES),
    fc.constantFrom('', ' ##', '\n---------'),
  )
  .map((parts) => parts.join(''));

/** Text as someone would write it who wants it to be read as anything but text. */
export const hostile: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: heading },
      { weight: 2, arbitrary: fc.constantFrom(...MARKERS) },
      { weight: 2, arbitrary: fc.constantFrom(...UNSEEN) },
      { weight: 2, arbitrary: fc.constantFrom(...BREAKS, ...BLANKS) },
      { weight: 3, arbitrary: fc.constantFrom(...PLAIN) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
    ),
    { maxLength: 14 },
  )
  .map((parts) => parts.join(''));

/** How a reader that folds spellings and drops what is not seen would read a line. */
export function folded(line: string): string {
  return line.replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu, '').normalize('NFKC');
}

export const HEADING: RegExp = /^[ \t]{0,3}#{1,6}(?:\s|$)|^[ \t]{0,3}##/;
/** Markers of chat templates, as their readers spell them. */
export const ROLE_MARKUP: RegExp = /<\||<\/|<<\s*SYS|\[\s*\/?\s*INST\s*\]|<\s*\/?\s*(?:system|assistant|user|tool(?:_call)?|start_of_turn)\s*>/i;
/** What moves, hides or splits lines. */
export const UNSEEN_LEFT: RegExp = /[\p{Cc}\u2028\u2029\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/u;
