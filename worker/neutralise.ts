/**
 * Keeps stored text data: whatever a person or a document said, it reads as one line of words and can forge neither a
 * heading, a role, a fence nor an invisible instruction. Ordinary text passes unchanged.
 *
 * @module
 */

const LINE_BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
/** Controls, bidi overrides and isolates, and invisible fillers. ZWJ and ZWNJ stay: scripts and emoji need them. */
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\ufff9-\ufffb]/gu;
/** Tag characters hide text; only a flag (🏴 and what follows) may carry them. */
const TAGS = /(\u{1F3F4})?[\u{E0000}-\u{E007F}]+/gu;
/** Where markup of chat templates begins, also in full-width spelling: <|…|>, <<SYS>>, [INST], </context>, <system>. */
const MARKUP = /[<＜](?=\s*(?:[|｜]|[<＜]\s*\/?\s*SYS|\/|(?:system|assistant|user|developer|tool|function|human|memory|context|instructions?)\b))/giu;
const BRACKET_ROLE = /\[(?=\s*\/?\s*(?:INST|SYS|SYSTEM)\s*\])/gi;
const FENCE = /`{3,}|~{3,}/g;
/** A line that begins like a heading, underline, quote or list rule would be markup inside a list item too. */
const LEADING_MARKUP = /^(?=(?:[#＃]{1,6}(?:\s|$)|[#＃]{2,}|[-=_*]{3,}\s*$|>))/u;

/** One line of plain text for contextText. */
export function neutralise(text: string): string {
  return text
    .replace(LINE_BREAKS, ' ')
    .replace(INVISIBLE, '')
    .replace(TAGS, (match, flag: string | undefined) => (flag ? match : ''))
    .replace(MARKUP, '‹')
    .replace(BRACKET_ROLE, '⁅')
    .replace(FENCE, (run) => (run[0] === '`' ? 'ˋ'.repeat(run.length) : '˜'.repeat(run.length)))
    .replace(/ {2,}/g, ' ')
    .trim()
    .replace(LEADING_MARKUP, '\\');
}
