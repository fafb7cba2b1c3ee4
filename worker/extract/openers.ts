/** What people say before a statement without changing it: greetings, fillers, "remember that", "by the way". */
const OPENERS: readonly string[] = [
  'oh|ah|aw|well|yes|yeah|yep|yup|no(?! (?:more|longer))|nope|nah|ok|okay|hi|hello|hey|hiya|so|and|but|also|plus|anyway|anyways|um|uh|umm|uhm|er|hmm|mhm|right|sure',
  'thanks|thank you|wow|haha|lol|cool|great|nice|awesome|exactly|true|please|look|listen|see|frankly|again|sorry|wait|me|myself|first|firstly',
  'actually|honestly|basically|personally|generally|currently|nowadays|obviously|clearly|now|btw|tbh|fyi|ps|because|since|cause|though|although',
  'good (?:morning|afternoon|evening)|by the way|in fact|as you know|as for me|for me|for the record|for your information|to be honest|these days|right now',
  'at the moment|of course|me too|first of all|the thing is|the truth is|i mean|you see|you know',
  "(?:just )?(?:so|to let) you know(?: that)?|(?:please )?(?:note|remember)(?: that)?|(?:please )?(?:do not|don'?t) forget(?: that)?",
  '(?:please )?keep in mind(?: that)?|i (?:already )?told you(?: that)?|i should (?:mention|add|say)(?: that)?|i (?:just |recently )?found out(?: recently)?(?: that)?|i forgot to (?:mention|say|tell you)(?: that)?',
  'i want you to (?:know|remember)(?: that)?|you should know(?: that)?|let me tell you(?: that)?|let me introduce myself|about me|for context',
  '(?:(?:a |one )?(?:fun|quick|little|small) )?(?:fact|note|update|correction|reminder)(?: about me)?(?=:)',
  'hey there|hi there|hello there|nice to meet you|change of plans?|funny thing(?: is)?|long story short|truth be told|believe it or not|turns out|good news|bad news|big news|guess what|so the thing is|oh and|quick update|as it happens|unfortunately|luckily|sadly|thankfully|finally|apart from that|other than that|also|okay so|to be fair|in my case|at home',
];
const OPENER = new RegExp(`^(?:${OPENERS.toReversed().join('|')})(?![\\p{L}'])[\\s,:]*`, 'iu');
const MOST = 8;

/** The clause without what leads into it; at most eight openers are taken off. */
export function withoutOpeners(clause: string): string {
  let text = clause.replace(/^[\s,:(-]+/u, '');
  for (let i = 0; i < MOST; i += 1) {
    const next = text.replace(OPENER, '');
    if (next === text) break;
    text = next;
  }
  return text;
}

/** What a first turn would wait for: expressions that take milliseconds to compile. */
export const OPENER_EXPRESSIONS: readonly RegExp[] = [OPENER];
