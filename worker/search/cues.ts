import type { Asks } from './asks.ts';
import type { Passage } from './passage.ts';

/** What speaks for a passage beside its words and its meaning, in units of the fusion that it is added to. */
export interface CueWeights {
  /** Taken off a line that asks: it answers nothing. */
  readonly question: number;
  /** Given to a passage that tells a time, when one is asked for. */
  readonly time: number;
  /** Given to a passage that tells a number, when one is asked for. */
  readonly number: number;
  /** Given for each e-fold of length: "Yes, exactly!" matches many queries and says nothing. */
  readonly length: number;
}

const ASKING = /[?？؟]["'”’)\]]*\s*$/;
const TIME =
  /\b(?:yesterday|today|tonight|tomorrow|ago|last|next|since|recently|just|(?:this|past) (?:week|weekend|month|year|morning|summer|winter|spring|fall|autumn)|weekends?|weeks?|months?|years?|days?|jan(?:uary)?|feb(?:ruary)?|march|april|may|june|july|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|mon|tues|wednes|thurs|fri|satur|sun)(?:day)?\b|\b(?:19|20)\d\d\b|\b\d{1,2}(?:st|nd|rd|th|:\d\d)\b/i;
const NUMBER = /\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|once|twice|couple|few|several|dozen|hundred|thousand)\b/i;
/** Letters of a word and what stands around it. */
const WORD = 9;

/** A property of a text, read once: to look for it in two hundred candidates takes as long as all else that is done with them. */
function remembered(tells: RegExp): (passage: Passage) => boolean {
  const known = new WeakMap<Passage, boolean>();
  return (passage) => {
    let told = known.get(passage);
    if (told === undefined) known.set(passage, (told = tells.test(passage.text)));
    return told;
  };
}

const tellsTime = remembered(TIME);
const tellsNumber = remembered(NUMBER);

/** Most texts end with a letter or a full stop: they need no further look. */
function isAsking(text: string): boolean {
  const last = text[text.length - 1];
  return last === '?' || (last !== '.' && last !== '!' && ASKING.test(text));
}

/** The sum of the cues for one passage. */
export function cuesOf(passage: Passage, asks: Asks, { question, time, number, length }: CueWeights): number {
  let sum = 0;
  if (question > 0 && isAsking(passage.text)) sum -= question;
  if (asks.time && time > 0 && tellsTime(passage)) sum += time;
  if (asks.number && number > 0 && tellsNumber(passage)) sum += number;
  return length > 0 ? sum + length * Math.log1p(passage.text.length / WORD) : sum;
}
