const AM =
  /^(?:(?:just|also|still|currently|now) )?(?=(?:allergic to|originally from|based in|living in|working (?:at|for|as)|married to|vegetarian|vegan|diabetic|training for|saving(?: up)? for|expecting (?:a|our|my)|getting married|retiring|turning (?:\p{L}+ty|\d\d))(?![\p{L}']))/iu;
const TRAIT =
  /^(?=(?:left-handed|right-handed|widowed|divorced|retired|teetotal|sober|deaf|colou?r[- ]?blind|dyslexic|autistic|epileptic|asthmatic|co?eliac|diabetic|self-employed|semi-retired|vegetarian|vegan|pescatarian|half \p{L}+)(?:$|[,.;]| (?:so|and|since|from|but|for)(?![\p{L}])))/iu;
const DID =
  /^(?:(?:and|so|finally|just|recently|we've|i've),? )*(?=(?:sold|bought|swapped|switched|traded|upgraded|gave up|packed in|jacked in|stopped|quit|left|joined|ditched|cancelled|adopted|broke up|split up|stood down|stepped down|got rid of|took up|started)(?![\p{L}'-]))/iu;
const WAS = /^(?=(?:raised|brought up) in |born (?:and (?:raised|brought up) )?(?:in|on) )/iu;
const I =
  /^(?=(?:live in|work (?:at|for|as)|love|hate|can'?t stand|(?:do not|don'?t) (?:like|eat|drink|smoke)|prefer|grew up in|moved to|got (?:laid off|fired|married|divorced|a new job|a (?:dog|cat|puppy|kitten))|quit (?:my|smoking|drinking)|passed my|no longer (?:live|work|like|eat|drink)|used to)(?![\p{L}']))/iu;

/** Speech leaves the subject out: "Can't stand horror films", "Originally from Goa". The clause with it put back, or as it is. */
export function withSubject(clause: string): string {
  if (TRAIT.test(clause)) return `I am ${clause}`;
  if (DID.test(clause)) return `I ${clause.replace(DID, '')}`;
  if (AM.test(clause)) return `I am ${clause}`;
  if (WAS.test(clause)) return `I was ${clause}`;
  return I.test(clause) ? `I ${clause.charAt(0).toLowerCase()}${clause.slice(1)}` : clause;
}
