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
const INVISIBLE = /(?![\p{Join_Control}\p{Variation_Selector}\u{E0000}-\u{E0FFF}])\p{Default_Ignorable_Code_Point}|[\p{Cc}\ufff9-\ufffb]/gu;
/** Tag characters hide text; only a flag (🏴, a region's code, the end) may carry them. */
const TAGS = /(\u{1F3F4}[\u{E0030}-\u{E0039}\u{E0061}-\u{E007A}]{1,6}\u{E007F})|[\u{E0000}-\u{E00FF}\u{E01F0}-\u{E0FFF}]+/gu;
/** Joiners and variation selectors: a character takes one of each, a row of them spells hidden bytes. */
const SELECTORS = /[\p{Join_Control}\p{Variation_Selector}]{2,}/gu;
const ONE_OF_EACH = /^\p{Variation_Selector}?\p{Join_Control}?/u;
/** Between characters that need none they only break markup up; so they do at the start, after a blank, and before a mark. */
const SELECTORS_WITHIN = /([!-~＃﹟＜﹤｜｀])[\p{Join_Control}\p{Variation_Selector}]+(?=[!-~＃﹟＜﹤｜｀\s]|$)/gu;
const SELECTORS_BEFORE = /(?:^|(?<=\s))[\p{Join_Control}\p{Variation_Selector}]+|\p{Join_Control}+(?=[#<|/`~＃﹟＜﹤｜｀])/gu;
/** Other formatting characters, that some scripts need, behind a mark with which markup begins. */
const FORMATS_WITHIN = /([#<[|`~/＃﹟＜﹤［｜｀])\p{Cf}+/gu;
/** Not of white space, and as empty. */
const BRAILLE_BLANK = /\u2800+/g;

/** Where markup may begin. What follows is looked at as a reader would fold it. */
const OPENING = /[<＜﹤[［]/g;
/** What is looked at: a marker is shorter. */
const OPENING_CHARS = 56;
/**
 * Blanks are bounded below, or a long row of them would be tried at every length.
 *
 * Markup of chat templates: <|…|>, <<SYS>>, </context>, <system>, <tool_call>, <bos>.
 */
const MARKUP =
  /^<(?:[|/]|<\s{0,4}\/?\s{0,4}SYS|(?:system|assistant|user|developer|tools?|functions?|human|memory|context|instructions?|invoke|parameter|thinking|think|prompt|messages?|documents?|start_of_turn|end_of_turn)(?![\p{L}\p{N}])|(?:s|bos|eos|pad|unk|sop)>)/iu;
/** The same with blanks inside, where it also has to end as markup: "a < |b|" and "a < user count" are arithmetic. */
const SPACED_MARKUP =
  /^<\s{1,4}(?:\|[^|<>]{1,40}\||\/?\s{0,4}(?:system|assistant|user|developer|tools?|functions?|human|memory|context|instructions?))\s{0,4}>/iu;
const BRACKET_ROLE = /^\[\s{0,4}\/?\s{0,4}(?:INST|SYS|SYSTEM|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|THINK)\s{0,4}\]/i;
const FENCE = /[`｀]{3,}|~{3,}/g;
/** A line that begins like a heading, underline, quote or list rule would be markup inside a list item too. */
const LEADING_MARKUP = /^(?:#(?:#|\s|$)|[-=_*]{3,}\s*$|>)/;
/** Marks that it begins with, in all their spellings. */
const LEADING_MARK = /^[#\-=_*>＃﹟－﹣＝﹦＿﹍﹎﹏＊﹡＞﹥]/u;

/** Nothing to fold. */
const ASCII = /^[ -~]*$/;

/** Most of what people say: letters of common scripts, digits and usual marks, single blanks. There is nothing in it to disarm. */
const PLAIN = /^[A-Za-z0-9À-ÖØ-öø-ɏА-яЁё一-鿿ぁ-ゖァ-ヺ가-힣](?: ?[A-Za-z0-9.,;:'"!?()%&À-ÖØ-öø-ɏА-яЁё一-鿿ぁ-ゖァ-ヺ가-힣’“”–—…])*$/;

/** The test remembers a way back for every character, which a text of a megabyte would overfill. */
const MAX_PLAIN = 4_096;

/** True for text that passes as it is. */
export function isPlain(text: string): boolean {
  return text.length <= MAX_PLAIN && PLAIN.test(text);
}

/** One line of plain text for contextText: well-formed, without line breaks. */
export function neutralise(text: string): string {
  return isPlain(text) ? text : disarm(text);
}

/** The same for any text, plain or not. */
export function disarm(text: string): string {
  return text
    .replace(HALVES, '\ufffd')
    .replace(LINE_BREAKS, ' ')
    .replace(INVISIBLE, '')
    .replace(TAGS, (_match, flag: string | undefined) => flag ?? '')
    .replace(SELECTORS, (run) => ONE_OF_EACH.exec(run)?.[0] ?? '')
    .replace(SELECTORS_WITHIN, '$1')
    .replace(SELECTORS_BEFORE, '')
    .replace(FORMATS_WITHIN, '$1')
    .replace(BRAILLE_BLANK, ' ')
    .replace(OPENING, (mark, at: number, whole: string) => disarmedOpening(whole.slice(at, at + OPENING_CHARS)) ?? mark)
    .replace(FENCE, (run) => (run[0] === '~' ? '˜' : 'ˋ').repeat(run.length))
    .replace(/ {2,}/g, ' ')
    .trim()
    .replace(LEADING_MARK, (mark, _at, whole: string) => (LEADING_MARKUP.test(asFolded(whole)) ? `\\${mark}` : mark));
}

/** What stands in the place of a mark that begins markup; undefined where it begins none. */
function disarmedOpening(head: string): string | undefined {
  const read = asFolded(head);
  if (MARKUP.test(read) || SPACED_MARKUP.test(read)) return '‹';
  return BRACKET_ROLE.test(read) ? '⁅' : undefined;
}

/** With compatible spellings as one: full-width, circled and mathematical letters are letters. */
function asFolded(text: string): string {
  return ASCII.test(text) ? text : text.normalize('NFKC');
}
