import type { ExtractedFact } from './extractor.ts';
import { over } from './facts.ts';
import { lasting } from './lasts.ts';
import { keyOf, LIMITS, OTHERS, told } from './notes.ts';

const CUT =
  /\s*[,;:.–—]\s*|\s+(?:so|and|but|because|cause|cos|which)\s+|\s+(?=(?:instead of|in place of|rather than|in exchange for)\s)|\s+(?=(?:it's|it is|i am|we are|they've|they have|my \p{L}+'s) )/iu;

/** Something is gone or over. */
const GONE =
  /(?<![\p{L}'])(?:instead of|in place of|rather than|no longer|any ?more|any longer|sold|traded|part-exchanged|swapped|swap|ditched|dropped|drop the|scrap(?:ped)?|forget (?:the|about)|binned|cancelled|canceled|packed in|packed up|jacked|chucked|knocked|threw|thrown|g[ai]ven?(?: \p{L}+)? up|giving up|quit|stopped|finished (?:with|at|for)|through with|got rid|getting rid|rehomed|lost (?!(?:\d|one|two|three|four|five|my (?:keys|way|phone|temper|bag))(?![\p{L}]))|left (?:the|my|our) (?:[\p{L}]+ )?(?:club|choir|band|team|church|gym|party|company|group|council|union|firm|board|class|course)|buried|stood down|stepped down|retired|resigned|walked out|relocated|replaced|no more|no need|goodbye|farewell|fed up with|split|broke up|divorced|nicked|stolen?|outgrown|dumped|put down|let \p{L}+ go|let go|died|passed away|conked|drowned|written off|is up|cured|lapsed|beaten|toppled|whistle|had it with|come off|came off|taken me off|over with|change[sd]? my mind|moved out|(?:is|are|has|have|'s|'re|'ve) (?:\p{L}+ )?(?:gone|done|finished|over|history|ended|dead)|parted ways)(?![\p{L}'])/iu;
/** The same, where something that lasts is told beside it. */
const PAST =
  /(?<![\p{L}'])(?:not|never|\p{L}+n't|cannot|enough|fees|prices|off|over|out|up|was|were|had|did|end|old|wrong|former|went|gone|done|left|finished|shut|closed|broke|forget|lost|killed|flooded|drop|brought \p{L}+ (?:over|back|home) from|too (?:dear|expensive|far|much|bad|long|small|big|pricey|slow|heavy))(?![\p{L}'])/iu;
/** What it is about has another value. */
const SHIFTED =
  /(?<![\p{L}'])(?:re-?booked|re-?scheduled|postponed|moved|moving|shifted|pushed|brought forward|put back|changed|switched|transferred|upgraded|renamed|officially|put me on|on to|came through|went through|settled)(?![\p{L}'])/iu;
/** There is another one, of what there is one of. */
const ANEW =
  /(?<![\p{L}'])(?:now(?! and (?:then|again))|instead|these days|nowadays|from (?:now|today|here|this)(?: \p{L}+)?(?: on)?|as of|since|permanent(?:ly)?|at last|already|new|make it|made it|started with|today|in place|this week|moved)(?![\p{L}])/iu;
/** It comes beside what there was. */
const ADDED =
  /(?<![\p{L}'])(?:too(?=$|[,.])|also|as well|besides|alongside|added|adding|in addition|on top of|both|another|second|other|stays?|stayed|still|plus|extra|joined|company)(?![\p{L}'])/iu;
const SURELY = /(?<![\p{L}'])(?:instead|these days|nowadays|from (?:now|here|today)(?: on)?|no longer|any more|had to go|sold|gone)(?![\p{L}'])/iu;
const UNSURE =
  /(?<![\p{L}'])(?:if|would|could|should|might|may|maybe|perhaps|want|wish|hope|think|thinking|going to|gonna|try(?:ing)?|never (?:sold|left|quit|stopped)|does anyone|imagine|pretend|suppose|were i|before this|years back|years ago|dream\p{L}*|film|book club|asked?)(?![\p{L}'])/iu;
/** What something was given for: "traded it in for a Dacia", "knocked off the top by ochre". */
const FOR =
  /(?<![\p{L}'])(?:traded|swapped|switched|changed|replaced|upgraded|moved|gone|knocked|rebooked|pushed|shifted)(?![\p{L}'])[^,;]*?(?<![\p{L}'])(?:for|to|onto|by|with|over to) (?!(?:good|me|us|now|the better)(?![\p{L}']))((?:an? |the )?[\p{L}\p{N}'-]+(?: (?!(?:on|in|at|last|this|now|because|so|since|instead)(?![\p{L}']))[\p{L}\p{N}'-]+){0,4})/iu;

/** What says nothing new by itself: "it didn't last", "my wrists won't take it". */
const NOT_ALONE = /^(?:it|that|this|he|she|they)(?:'s)? (?:\p{L}+ ){0,2}\p{L}*$|^(?:his|her|my|its) \p{L}+ (?:won't|can't|couldn't|didn't)/iu;
/** Beside what is over, less is enough to be what came in its place. */
const WEAK = -1;

const SINCE = /(?<![\p{L}'])(?:now|these days|nowadays|instead|so (?:i|we|it's)|for good|since|still|from|years|only|i am|we are|it's)(?![\p{L}])/iu;

/** Does a statement tell of an end, and of nothing that came after it? */
export const onlyEnds = (statement: string): boolean => GONE.test(statement) && !SINCE.test(statement);

/**
 * What a turn says is over, and what may have come in its place: parts of it under keys of their own, which mean nothing
 * until what holds is known.
 */
export function changes(statements: readonly string[]): readonly ExtractedFact[] {
  const whole = statements.join('. ');
  if (whole.length > 600 || UNSURE.test(whole) || (ADDED.test(whole) && !SURELY.test(whole)) || statements.some((each) => OTHERS.test(each))) return [];
  const parts = statements
    .flatMap((each) => each.split(CUT))
    .map((part) => part.trim())
    .filter((part) => part.length > 2)
    .slice(0, 12);
  const kinds = parts.map((part) => (SHIFTED.test(part) ? 'shifted' : GONE.test(part) ? 'gone' : parts.length > 1 && PAST.test(part) ? 'past' : 'anew'));
  if (!ANEW.test(whole) && kinds.every((kind) => kind === 'anew')) return [];
  const least = kinds.some((kind) => kind === 'gone' || kind === 'shifted') ? WEAK : LIMITS.whole;
  return parts.flatMap((part, i) => {
    const text = `User says ${told(part)}`;
    const other = FOR.exec(part)?.[1];
    const alone = part.split(' ').length > 1 && !NOT_ALONE.test(part) && lasting(part) > least;
    return [
      ...over(`user.any.${kinds[i] ?? ''}-${i}`, text),
      ...(alone ? over(`user.instead.${keyOf(told(part)) || i}`, text) : []),
      ...(other === undefined ? [] : over(`user.instead.to-${i}`, `User has changed to ${told(other)}`)),
    ];
  });
}

/** What a first turn would wait for: expressions that take milliseconds to compile. */
export const CHANGE_EXPRESSIONS: readonly RegExp[] = [CUT, GONE, PAST, SHIFTED, ANEW, ADDED, SURELY, UNSURE, FOR, NOT_ALONE, SINCE];
