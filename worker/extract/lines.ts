/** Only this much of a turn is read: a statement about oneself stands early, and the work stays bounded. */
const READ_CHARS = 20_000;

/** A heading, a role marker, a tag, a fence or a quoted line: from there on the text is someone's document, not speech. */
const MARKUP =
  /^\s*#{1,6}(?:\s|\w)|##|<\||\|>|<\/?[a-z!|]|<<|\[\/?(?:inst|sys|system|user|assistant)\b|```|~~~|"(?:role|content)"\s*:|^\s*(?:system|assistant|developer|tool|function|bot|agent|ai|model|instructions?)\s*(?:message|prompt)?\s*:|^\s*[=-]{3,}|^\s*(?:translate|translation|example|lyrics|quote|story|poem|song|script|prompt|character|dialogue|task|input|output|question|q|text|sentence|repeat|say|write)\b[^:.!?\n]{0,30}:/iu;
const QUOTED_LINE = /^\s*>/u;
const LABEL = /^\s*(\p{Lu}[\p{L}\p{M}'.-]{0,30}(?: \p{Lu}[\p{L}\p{M}'.-]{0,30}){0,2}):\s/u;
const OWN_LABELS = /^(?:user|human|me|customer|caller|note|ps|p\.s\.?|update|fyi|reminder|also|correction|fact|btw|edit)$/iu;
const BULLET = /^\s*(?:[-*•]|\d{1,2}[.)])\s+/u;

function bounded(text: string): string {
  if (text.length <= READ_CHARS) return text;
  const head = text.slice(0, READ_CHARS);
  const end = Math.max(head.lastIndexOf('\n'), head.lastIndexOf('. '), head.lastIndexOf('! '), head.lastIndexOf('? '));
  return head.slice(0, end > 0 ? end + 1 : Math.max(0, head.lastIndexOf(' ')));
}

/** One spelling for what keyboards and recognisers spell in many: NFKC, straight apostrophes, no invisible characters. */
function plain(text: string): string {
  const flat = bounded(text)
    .normalize('NFKC')
    .slice(0, READ_CHARS)
    .replace(/\r\n?|[\u0085\u2028\u2029\v\f]/gu, '\n')
    .replace(/\p{Cf}/gu, '')
    .replace(/(?:[^\P{C}\n]|[^\S\n])+/gu, ' ')
    .replace(/[\u2018\u2019\u02bc\u00b4`](?!`)(?<!``)/gu, "'")
    .replace(/[\u201c\u201d\u201e\u00ab\u00bb]/gu, '"')
    .replace(/(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f)+/gu, ', ')
    .replace(/[.!?]{2,}/gu, (run) => (run.includes('?') ? '?' : run.slice(-1)))
    .replace(/ {2,}/gu, ' ');
  return /\p{Ll}/u.test(flat) ? flat : flat.toLowerCase();
}

const ABOUT_SELF = /(?<![\p{L}'])(?:i|i'm|im|my|me|we|our)(?![\p{L}])/iu;

/** Other people's words in quotation marks go; a quoted title or name stays, without the marks. */
function unquote(text: string): string {
  const parts = text.replace(/(\d)"(?=[\s,.])/gu, '$1').split('"');
  const kept = parts.map((part, i) => (i % 2 === 0 ? part : i === parts.length - 1 || part.length > 60 || ABOUT_SELF.test(part) ? ' | ' : part));
  return kept
    .join('')
    .replace(/(^|[\s(:,])'(?!(?:cause|til|em|s|tis|twas)\b)(?=\p{L})[^\n|]{2,200}?[\p{L}.!?,]'(?=[\s.,!?;)]|$)/gmu, (whole, before: string) =>
      ABOUT_SELF.test(whole) ? `${before}|` : whole,
    );
}

/**
 * The lines of a turn that are the user's own speech. A leading `Name: ` goes; when a later line carries another name,
 * someone else speaks there and the line is left out.
 */
export function spokenLines(userText: string): readonly string[] {
  const lines: string[] = [];
  let owner: string | undefined;
  let speaker: string | undefined;
  const whole = plain(userText).split('\n');
  const stop = whole.findIndex((line) => MARKUP.test(line));
  const own = unquote(whole.slice(0, stop < 0 ? whole.length : stop).join('\n'));
  for (const line of own.split('\n')) {
    if (line.trim() === '' || QUOTED_LINE.test(line)) continue;
    const label = LABEL.exec(line);
    const name = label?.[1];
    if (name !== undefined && !OWN_LABELS.test(name)) speaker = name;
    owner ??= speaker ?? '';
    if ((speaker ?? owner) !== owner) continue;
    lines.push(line.slice(label?.[0].length ?? 0).replace(BULLET, ''));
  }
  return lines;
}
