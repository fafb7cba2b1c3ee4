/** What a query asks for, as far as its words tell (English). */
export interface Asks {
  /** It is a question that names what it is about. Otherwise it is a line of talk, or points at what was said before it. */
  readonly standsAlone: boolean;
  /** A moment or a span of time. */
  readonly time: boolean;
  /** A number. */
  readonly number: boolean;
}

const MARK = /[?？؟][\s"'”’)]*$/;
const ENDED = /[.!。！…][\s"'”’)]*$/;
/** "Anna: so, and do you know when …": what stands before the question. */
const LEAD = String.raw`^\s*(?:\p{Lu}[\p{L}'’.-]*:\s+)?(?:(?:hey|hi|ok|okay|so|and|but|well|um|uh|please|also|now|then)[,\s]+)*`;
const OPENS = new RegExp(
  String.raw`${LEAD}(?:what|when|where|who|whom|whose|which|why|how|did|do|does|is|are|am|was|were|have|has|had|can|could|will|would|should|shall|remind me|tell me)(?:'s|’s|'re|’re)?\b`,
  'iu',
);
const POINTS = /\b(?:it|that|this|these|those|them|there|one|ones|he|she|they|him|her|so|such|too|else|also|another|same)\b/i;
const NAMES = /(?<=\p{Ll}[,;]?\s)(?!I\b)\p{Lu}/u;
const AFTER = String.raw`(?:^|[,.;:?!]\s*|\b(?:know|remember|recall|tell me|say|said|ask|and|so|but|then|of|in|on|since|until|at|for)\s+)`;
const TIME = new RegExp(String.raw`${AFTER}(?:when|how long|how recently|(?:what|which) (?:date|day|week|month|year|time|season))\b`, 'i');
const NUMBER = /\bhow (?:many|much|old|often|long|far|tall|big|high|heavy)\b/i;

export function asksOf(text: string): Asks {
  // a recogniser may set no marks; where there are any, they tell
  const question = MARK.test(text) || (!ENDED.test(text) && OPENS.test(text));
  return { standsAlone: question && (NAMES.test(text) || !POINTS.test(text)), time: TIME.test(text), number: NUMBER.test(text) };
}
