import { type WordSet, words } from './words.ts';

/** Verbs of what people do again and again, with which a habit is told. Verbs of the mind and of the moment are left out. */
export const HABITS: WordSet = words(`
  eat drink have take order buy fly travel sleep wake get go work study read watch listen play cook walk run ride drive commute shop sit
  wear pay use start finish leave swim train exercise meditate pray fast visit call stay jog cycle hike dance sing paint write practice
  practise teach volunteer attend do bake garden stretch journal lift climb ski surf fish row box skate knit eat nap rest lunch dine
  catch bike book choose avoid skip donate help meet video-call facetime
`);

/** "study" → "studies", "go" → "goes", "am" → "is". */
export function thirdPerson(verb: string): string {
  const known = THIRD.get(verb);
  if (known !== undefined) return known;
  if (/[^aeiou]y$/u.test(verb)) return `${verb.slice(0, -1)}ies`;
  return /(?:s|sh|ch|x|z|o)$/u.test(verb) ? `${verb}es` : `${verb}s`;
}

const THIRD: ReadonlyMap<string, string> = new Map([
  ['am', 'is'],
  ['are', 'is'],
  ['have', 'has'],
  ["don't", "doesn't"],
  ['do not', 'does not'],
]);
const FIRST: ReadonlyMap<string, string> = new Map([...THIRD].map(([first, third]) => [third, first] as const).concat([['is', 'am']]));

/** "studies" → "study", "is" → "am"; undefined for a word that is no third person of the present. */
export function firstPerson(verb: string): string | undefined {
  const known = FIRST.get(verb);
  if (known !== undefined) return known;
  if (/[^aeiou]ies$/u.test(verb)) return `${verb.slice(0, -3)}y`;
  if (/(?:sses|shes|ches|xes|zes|oes)$/u.test(verb)) return verb.slice(0, -2);
  return /[^s']s$/u.test(verb) ? verb.slice(0, -1) : undefined;
}

/** What "playing" may be the form of: "play"; of "running": "runn", "run" and "runne". Lower case. */
export function infinitivesOf(gerund: string): readonly string[] {
  const stem = gerund.replace(/ing$/u, '');
  if (stem === gerund || stem.length < 2) return [];
  return /([^aeiouls])\1$/u.test(stem) ? [stem.slice(0, -1)] : [stem, `${stem}e`];
}
