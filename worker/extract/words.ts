/** A closed set of lower-case words, written as one string with blanks between them. */
export type WordSet = ReadonlySet<string>;

/** Splits `list` at white space into a set. */
export function words(list: string): WordSet {
  return new Set(list.trim().split(/\s+/u));
}

/** Words that end the object of a sentence in speech: what follows is another clause. */
export const CLAUSE_WORDS: WordSet = words(`
  and or but because cause 'cause cuz coz since so although though however while whereas as than until till unless if when whenever
  where wherever which who whom whose that why how how's what what's where's i i'm he he's she she's they they're we we're you you're
  it it's that's there there's here's this's do does did don't doesn't didn't is isn't are aren't was wasn't were am can can't could
  will would should shall may might must has had please thanks thank yeah yes yep no nope ok okay lol haha hahaha btw except instead
  apparently obviously sorry let let's tell also then plus except right
`);

/** The same, for places: adverbials of time and company end a place too. */
export const PLACE_STOPS: WordSet = new Set([
  ...CLAUSE_WORDS,
  ...words(`with without for by at on now currently nowadays today tonight yesterday anymore too actually last this next after before
  during from to my our your his her their alone all these not just only about around ago recently permanently temporarily again
  almost nearly full-time have love like work live go two three four five six seven eight nine ten several many over and/or back
  together however i've i'd since' looking trying born raised though away`),
]);

/** Prepositions: an object that is too long is cut before the last of these. */
export const PREPOSITIONS: WordSet = words(
  'with in on at for from by after before during of to about around near over under into through without along across',
);

/** Words that no phrase ends with. */
export const DANGLING: WordSet = new Set([
  ...PREPOSITIONS,
  ...words('a an the my our their your his her this that and or very really so quite too be being some any such more most just only not'),
]);

/** Words that point at the situation, not at something that stays: an object with one of them is no fact. */
export const DEICTIC: WordSet = words(`
  it its it's that that's this these those you your you're yours yourself him her his hers them their theirs he she they here there
  today tonight yesterday tomorrow now one ones someone something anything everything nothing everyone everybody whatever whoever
  idea ideas feeling fact thought thoughts vibe vibes look looks sound question answer point attitude suggestion suggestions photo
  photos picture pictures pic pics
`);

/** What a list's next member does not start with: then it is a verb and a clause of its own. */
export const VERBS: WordSet = words(`
  is are was were am be been do does did have has had can could will would should may might must go goes went got get getting gets
  think thought want wants wanted need needs needed hope hopes feel feels felt find found try tries tried work works worked live lives
  lived love loves loved like likes liked hate hates hated prefer know knew make makes made see saw eat eats ate take took come came
  say says said tell told keep kept let put run ran buy bought read watch watched play played plan plans start started use used enjoy
  enjoys enjoyed speak spoke give gave miss look looking lost just also always never usually often sometimes even especially then
  recently am not don't can't i'm currently now still really mostly that's it's
`);

/** Numbers as people say them before "kids", "dogs", "years". */
export const COUNTS: string = 'a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[1-9]|1[0-9]|no';
