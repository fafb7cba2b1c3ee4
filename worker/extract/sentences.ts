import { spokenLines } from './lines.ts';

/** One sentence of the user's own speech. */
export interface Sentence {
  /** Without its end mark. Contractions of "I" are written out: "I'm" is "I am". */
  readonly text: string;
  readonly question: boolean;
  /** The turn has no capital but "I": a recogniser's output, or someone who never presses shift. */
  readonly lowerCase: boolean;
}

const ABBREVIATION = /(?:^|[\s(])(?:st|dr|mr|mrs|ms|prof|jr|sr|mt|ft|vs|inc|co|e\.g|i\.e|no|\p{L}|(?:\p{L}\.)+\p{L})$/iu;
const END = /(?:[.!?]+|;)(?=\s|$)|\s+-{1,2}\s+|\s*[\u2013\u2014]\s*|--+/gu;

/** Sounds and tags that people make while they think, and words said twice. */
const withoutHesitation = (line: string): string =>
  line
    .replace(/(?<![\p{L}'])(?:u+m+|u+h+|e+r+m*|u+hm+|h+m+|mm+|ah+)(?![\p{L}'])[,.…]*\s*/giu, '')
    .replace(/,? *, (?:like|you know|i mean|i guess|basically|actually),(?= )/giu, ',')
    .replace(/(?<![\p{L}'])(so|and|but|well),? (?:like|you know),(?= )/giu, '$1')
    .replace(/(?<![\p{L}'])(i|i'm|my|the|a|in|at|is|and|to|we|it's) \1(?![\p{L}'])/giu, '$1')
    .replace(/ right (?=(?:and|so|but) (?:i|i'm|we|my)(?![\p{L}]))/giu, ' ')
    .replace(/ as well(?= *(?:$|[,.!?;]| (?:and|but|so|because|now)(?![\p{L}])))/giu, ' too')
    .replace(/(?<![\p{L}'])me and (my (?:\p{L}+)(?: \p{L}+)?)(?= (?:live|are|run|have|own|both|moved|love|like|go|eat|got|just)(?![\p{L}']))/giu, '$1, we')
    .replace(/(?<![\p{L}'])(i|my|the|a|an|in|at|is|to),+ (?=\p{L})/giu, '$1 ');

function writeOut(line: string): string {
  return withoutHesitation(line)
    .replace(/(?<![\p{L}'])i ?'?m(?![\p{L}'])/giu, 'I am')
    .replace(/(?<![\p{L}'])i'?ve(?![\p{L}'])/giu, 'I have')
    .replace(
      /(?<=^|[,.;] ?|(?<![\p{L}'])(?:and|but|so|because|that|since|now) )we'?re(?= (?:an?|the|in|at|on|from|all|both|not|no|\p{L}+(?:ing|ed|an|ian|ish))(?![\p{L}']))|(?<![\p{L}'])we're(?![\p{L}'])/giu,
      'we are',
    )
    .replace(/(?<![\p{L}'])we've(?![\p{L}'])/giu, 'we have')
    .replace(/(?<![\p{L}'])i'd(?![\p{L}'])/giu, 'I would')
    .replace(/(?<![\p{L}'])id (?=like|love|prefer|rather|say)/giu, 'I would ')
    .replace(/(?<![\p{L}'])i'?ll(?![\p{L}'])/gu, 'I will');
}

/** "Husband's a pilot", "the wife works nights": they are the speaker's own. */
const BARE_KIN =
  /^((?:oh|well|so|and|yes|no|um),? )?(?:the )?(husband|hubby|wife|missus|mum|mom|mam|dad|gran|nan|grandma|grandpa|grandad|kids|daughter|son|eldest|youngest|girlfriend|boyfriend|fianc(?:é|e)e?|dog|cat|in-laws)(?=(?:'s|'re| is| are| has| have| lives?| works?| goes| go| can't| loves?| hates?| plays?| eats?) )/iu;

function* cut(line: string, lowerCase: boolean): Generator<Sentence> {
  let from = 0;
  for (const mark of line.matchAll(END)) {
    const text = line.slice(from, mark.index);
    if (mark[0] === '.' && ABBREVIATION.test(text.slice(-12)) && mark.index + 1 < line.trimEnd().length) continue;
    yield { text: text.trim().replace(BARE_KIN, '$1my $2'), question: mark[0].includes('?'), lowerCase };
    from = mark.index + mark[0].length;
  }
  yield { text: line.slice(from).trim().replace(BARE_KIN, '$1my $2'), question: false, lowerCase };
}

/** The sentences that the user said about whatever, in order, empty ones left out. Work is linear in the text read. */
export function sentences(userText: string): readonly Sentence[] {
  const lines = spokenLines(userText).map(writeOut);
  const lowerCase = !/\p{Lu}/u.test(lines.join('\n').replace(/(?<![\p{L}'])I(?![\p{L}])/gu, ''));
  return lines.flatMap((line) => [...cut(line, lowerCase)]).filter((sentence) => sentence.text !== '');
}
