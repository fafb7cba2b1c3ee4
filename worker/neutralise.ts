/**
 * Keeps stored text data: whatever a person or a document said, it reads as one line of words and can forge neither a
 * heading, a role, a fence nor an invisible instruction. Ordinary text passes unchanged.
 *
 * @module
 */

/** Half of a surrogate pair is no text; replaced first, so that nothing taken out below joins two halves. */
const HALVES = /\p{Surrogate}/gu;
const LINE_BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
/** Controls, bidi overrides and isolates, and invisible fillers. ZWJ and ZWNJ stay: scripts and emoji need them. */
const INVISIBLE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{1d173}-\u{1d17a}]/gu;
/** Tag characters hide text; only a flag (🏴, a region's code, the end) may carry them. */
const TAGS = /(\u{1F3F4}[\u{E0030}-\u{E0039}\u{E0061}-\u{E007A}]{1,6}\u{E007F})|[\u{E0000}-\u{E00FF}\u{E01F0}-\u{E0FFF}]+/gu;
/** Joiners and variation selectors: a character takes one of each, a row of them spells hidden bytes. */
const SELECTORS = /[\u200c\u200d\ufe00-\ufe0f\u{e0100}-\u{e01ef}]{2,}/gu;
const ONE_OF_EACH = /^[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]?[\u200c\u200d]?/u;
/** Beside a mark or letter that needs none, they only break markup up. `#️⃣` is a key and keeps its own. */
const SELECTORS_AFTER = /([!-~＃﹟＜﹤｜｀])(?:[\u200c\u200d\ufe00-\ufe0f\u{e0100}-\u{e01ef}]+(?!\u20e3)|[\u200c\u200d])/gu;
const SELECTORS_BEFORE = /^[\u200c\u200d\ufe00-\ufe0f\u{e0100}-\u{e01ef}]+|[\u200c\u200d]+(?=[#<|/`~＃﹟＜﹤｜｀])/gu;
/** Where markup of chat templates begins, also in full-width spelling: <|…|>, <<SYS>>, </context>, <system>, <tool_call>. */
const MARKUP =
  /[<＜﹤](?=[|｜/]|[<＜﹤]\s*\/?\s*SYS|[ａ-ｚＡ-Ｚ／]|(?:system|assistant|user|developer|tool|function|human|memory|context|instructions?|start_of_turn|end_of_turn)(?![\p{L}\p{N}]))/giu;
/** The same with blanks inside, where it also has to end as markup: "a < |b|" and "a < user count" are arithmetic. */
const SPACED_MARKUP =
  /[<＜﹤](?=\s+(?:[|｜][^|｜<>]{1,40}[|｜]|\/?\s*(?:system|assistant|user|developer|tool|function|human|memory|context|instructions?))\s*[>＞﹥])/giu;
const BRACKET_ROLE = /[[［](?=\s*\/?\s*(?:INST|SYS|SYSTEM)\s*[\]］])/gi;
const FENCE = /[`｀]{3,}|~{3,}/g;
/** A line that begins like a heading, underline, quote or list rule would be markup inside a list item too. */
const LEADING_MARKUP = /^(?=(?:[#＃﹟](?:[#＃﹟]|\s|$)|[-=_*]{3,}\s*$|>))/u;

/** One line of plain text for contextText: well-formed, without line breaks. */
export function neutralise(text: string): string {
  return text
    .replace(HALVES, '\ufffd')
    .replace(LINE_BREAKS, ' ')
    .replace(INVISIBLE, '')
    .replace(TAGS, (_match, flag: string | undefined) => flag ?? '')
    .replace(SELECTORS, (run) => ONE_OF_EACH.exec(run)?.[0] ?? '')
    .replace(SELECTORS_AFTER, '$1')
    .replace(SELECTORS_BEFORE, '')
    .replace(MARKUP, '‹')
    .replace(SPACED_MARKUP, '‹')
    .replace(BRACKET_ROLE, '⁅')
    .replace(FENCE, (run) => (run[0] === '~' ? '˜' : 'ˋ').repeat(run.length))
    .replace(/ {2,}/g, ' ')
    .trim()
    .replace(LEADING_MARKUP, '\\');
}
