/**
 * What a line of talk does, by its wording. English alone: in other languages what is told apart is told by numbers and names.
 *
 * @module
 */

/** Changes what was said before: "make that six", "on second thought". */
const CHANGES = new RegExp(
  [
    String.raw`\bmake (?:that|it|the \p{L}+) (?:\p{L}+|\d+)(?:[ ,.]|$)(?!.{60})`,
    String.raw`\bchange (?:that|it|the|to)\b|\binstead\b|\bafter all\b|\bon second thoughts?\b|\b(?:i|we)(?:'d| would) rather\b|\brather (?:go|take|have)\b`,
    String.raw`\bbetter (?:we|if we|not|to)\b|\b(?:is|are|would be|'s) (?:better|too|out|off|enough|cancell?ed)\b|\b(?:would|will) suit\b|\bi(?:'d| would)? prefer\b`,
    String.raw`\bno,? wait\b|\bwait,? no\b|\bcorrection\b|\bi meant\b|\bgot (?:that|it|the \p{L}+) wrong\b|\blet'?s (?:say|put|move|make it)\b|\b(?:has|have) to be\b`,
    String.raw`\b(?:not|no longer|any ?more) (?:going|coming)\b|\bno \p{L}+ (?:\p{L}+ )?is needed\b|\b(?:can'?t|cannot|won'?t) (?:make (?:it|that)|come|do (?:that|it|\p{L}+))\b`,
    String.raw`\bforget (?:about )?(?:the|that)\b|\bthe old one\b|\bmy old one\b|\bmoved to\b|\b(?:which|that) leaves\b|\b(?:are|is) left\b`,
    String.raw`\b(?:i|we|it|that|there)(?:'ll| will) be (?:\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b|^(?:oh,? )?(?:actually|sorry|hmm|no)\b[ ,]`,
  ].join('|'),
  'iu',
);

/** Takes back what was said just before and puts nothing in its place. */
const WITHDRAWS =
  /^(?:(?:oh|no|ah|ok|okay|actually|well|sorry|wait)[ ,]+)*(?:never ?mind|forget (?:it|that|about (?:it|that)|what i (?:just )?said)|scratch that|strike that|ignore (?:that|what i (?:just )?said)|cancel that|i take (?:that|it) back|(?:just |only |i(?:'m| am) )*(?:kidding|joking)|drop (?:that|it))\b[^,;?]{0,24}$/iu;

/** Settles something. */
const DECIDES =
  /\b(?:decided|i(?:'ll| will) (?:take|go|have)|(?:i|we)(?:'m| am|'re| are) (?:going (?:with|for)|having|moving|planning)|let'?s|(?:book|order|confirm|reserve|cancel) (?:it|that|the|a|an)|works for (?:me|us)|it is\.?$|i(?:'d| would) (?:like|prefer|rather)|we(?:'d| would) (?:like|prefer|rather)|i (?:want|need)|we (?:want|need)|(?:do not|don'?t) forget|remember (?:that|to)|make sure|nobody should|should (?:not )?be|must|has to|have to|is booked|was (?:rejected|accepted|approved|cancelled|canceled))\b/iu;

/** States something of the user's own. */
const OWN = /\b(?:my|our)\b|\b(?:i|we)(?:'m| am|'ve| have|'re| are| live| work| got)\b/iu;

const ASKS = /\?\s*$|^(?:(?:and|so|also|oh|please|hey|okay|ok)[ ,]+)*(?:can|could|will|would) you\b/iu;
const REQUESTS = /\b(?:can|could|will|would) you\b|^(?:please|remind|find|check|send|book|order|tell|call|look)\b/iu;

/** Puts an answer off, or gives none. */
const DEFERS =
  /\b(?:(?:i(?:'ll| will)|let me) (?:find out|check|look into|ask|get back|let you know|tell you|see)|(?:do not|don'?t) know(?: that)? yet|not sure yet|as soon as i)\b/iu;
const PROMISES = /\bi(?:'ll| will| am going to|'m going to) (?!be\b|need\b|have\b)\p{L}+/iu;

/** Asks about the talk itself, which no line of it answers by its words: "what have we agreed on so far?" */
const ABOUT_TALK =
  /\b(?:so far|recap|summari[sz]e|summary|where were we|(?:have|did) we (?:talk|spoken|speak|discuss|cover|agree|settle|decide|plan)\p{L}*|(?:have|did) i (?:decide|ask|change|choose|tell you|say)\p{L}*|(?:have|did) you (?:promise|offer|say)\p{L}*|what(?: has| have|'s|s)? changed|still open|not answered|left to do|remind me what)(?!\p{L})/iu;

export const changes = (text: string): boolean => CHANGES.test(text);
export const withdraws = (text: string): boolean => WITHDRAWS.test(text.replace(/[.!\s]+$/u, ''));
export const decides = (text: string): boolean => DECIDES.test(text);
export const isOwn = (text: string): boolean => OWN.test(text);
export const asks = (text: string): boolean => ASKS.test(text);
export const requests = (text: string): boolean => REQUESTS.test(text);
export const asksAboutTalk = (text: string): boolean => ABOUT_TALK.test(text);
export const defers = (text: string): boolean => DEFERS.test(text);
export const promises = (text: string): boolean => PROMISES.test(text);
