const AM =
  /^(?:(?:just|also|still|currently|now) )?(?=(?:allergic to|originally from|based in|living in|working (?:at|for|as)|married to|vegetarian|vegan|diabetic|training for|saving(?: up)? for|expecting (?:a|our|my)|getting married|retiring|turning (?:\p{L}+ty|\d\d))(?![\p{L}']))/iu;
const WAS = /^(?=born (?:and (?:raised|brought up) )?(?:in|on) )/iu;
const I =
  /^(?=(?:live in|work (?:at|for|as)|love|hate|can'?t stand|(?:do not|don'?t) (?:like|eat|drink|smoke)|prefer|grew up in|moved to|got (?:laid off|fired|married|divorced|a new job|a (?:dog|cat|puppy|kitten))|quit (?:my|smoking|drinking)|passed my|no longer (?:live|work|like|eat|drink)|used to)(?![\p{L}']))/iu;

/** Speech leaves the subject out: "Can't stand horror films", "Originally from Goa". The clause with it put back, or as it is. */
export function withSubject(clause: string): string {
  if (AM.test(clause)) return `I am ${clause}`;
  if (WAS.test(clause)) return `I was ${clause}`;
  return I.test(clause) ? `I ${clause}` : clause;
}
