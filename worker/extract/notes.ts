import { CLOSE } from './close-people.ts';
import type { ExtractedFact } from './extractor.ts';
import { holds } from './facts.ts';
import { CONDITION, STATES } from './rules/condition.ts';
import { CLOCK, HAS_OFTEN, MOMENT } from './rules/when.ts';
import { LASTING, LIGHT } from './lasting.ts';
import { singular, slug } from './slug.ts';
import { words } from './words.ts';

const KIN = `${CLOSE}|missus|hens?|chickens|lodger|flatmate|housemate|roommate|carer|best mate|step\\p{L}+`;
const OWN =
  'home|house|place|flat|apartment|allotment|garden|farm|boat|narrowboat|car|van|bike|motorbike|phone|laptop|job|work|shop|business|office|company|studio|school|gym|church|temple|mosque|doctor|gp|dentist|cardiologist|consultant|surgeon|therapist|physio|vet|landlord|landlady|boss|manager|cleaner|nanny|childminder|tutor|publisher|agent|bank|team|choir|band|club|class|course|degree|masters|phd|thesis|novel|religion|faith|diet|breakfast|lunch|dinner|coffee|tea|shift|shifts|commute|schedule|routine|day off|days off|bedtime|pronouns|surname|nickname|birthday|anniversary|blood type|shoe size|height|weight|eyes?|hearing|knees?|hips?|back|hands?|heart|medication|tablets|pills|insulin|inhaler|hearing aids?|glasses|wheelchair';
const HEALTH = `${STATES}|allerg(?:y|ic|ies)|intoleran(?:t|ce)|wheelchair|crutches|dialysis|chemo|insulin|inhaler|epipen|hearing aids?|transplant|stroke|stammer|palsy|polio|amputat\\p{L}+|prosthe\\p{L}+|hives|sober|teetotal|vegan|vegetarian|pescatarian|halal|kosher|gluten|lactose|mobility scooter|stairlift|\\p{L}{3,}(?:itis|osis|aemia|emia|algia|sclerosis)`;
const of = (list: string): RegExp => new RegExp(`(?<![\\p{L}'-])(?:${list})(?![\\p{L}-])`, 'iu');
const MINE = new RegExp(`(?<![\\p{L}'])(?:my|our) (?:\\p{L}+ ){0,2}?(?:${KIN}|${OWN})(?![\\p{L}-])`, 'iu');
const KIN_FIRST = new RegExp(
  `^(?:the |both |(?:both )?(?:my|our) (?:\\p{L}+ )?)?(?:${KIN})(?:,? \\p{L}+,?)?(?:'s|'re| is| are| has| have| can't| cannot| lives?| works?| goes| go| loves?| hates?) `,
  'iu',
);
const ILL = of(HEALTH);
const FIRST_PERSON = /(?<![\p{L}'])(?:i|me|my|mine|myself|we|us|our|ours|i'd|i'll|we'll)(?![\p{L}])/iu;

/** How someone is at this moment. */
const BRIEFLY =
  /(?:'s|'re| is| are| has| have| am) (?:just |still |already |really |so )?(?:at (?:work|school|home|the (?:shops?|door|dentist|doctor|gym|park|airport|office))|asleep|awake|here|there|home|back|out|away|off|ill|sick|tired|hungry|cold|hot|late|early|fine|ok|okay|good|great|upset|cross|angry|mad|happy|sad|coming|going|calling|waiting|crying|sleeping|snoring|visiting|staying|cooking|eating|watching|driving|bugging|getting|making|doing|asking|stuck|lost|broken down|outside|upstairs|downstairs|on (?:the (?:phone|way|line|bus|train)|hold)|a (?:cold|fever|cough|temperature|headache)|a bit|in (?:a|the) (?:meeting|car|taxi|queue|shower|bath|kitchen|pub|hospital bed))(?![\p{L}])/iu;

/** What makes a clause tell of this moment, of what was, of others, or of nothing that is so. */
const NEVER = new RegExp(
  [
    String.raw`(?<![\p{L}'])(?:if|would|could|should|might|may|maybe|perhaps|probably|wish|hope|hoping|think(?:ing)?|thought|guess|imagine|suppose|pretend|wonder(?:ing)?|when|whenever|until|while|dream(?:t|ed)?|whether|almost|nearly|going to|gonna|gave|sold|about to|want(?:ed)? to|need(?:ed)? to|try(?:ing)? to|let me|let's|let us|guess|used to|was|were|had|did|didn't|wasn't|weren't|went|came|told|said|says|reckons|heard|saw|seems?|feels?|feel|felt|sounds?|killing me|starving|hungry|tired|bored|sorry|thanks|thank|please|hello|tell me|read me|play me|someone|somebody|everyone|people|they say|who|what|where|why|once|next|yet|ago|last|later|soon)(?![\p{L}'])`,
    String.raw`(?<![\p{L}'])(?:neighbou?r|boss|colleague|teacher|mate|friend|former|ex|question|meeting|appointment|flight|delivery|parcel|email|keys|interview|reservation|booking)(?:'s|s)?(?![\p{L}'])`,
    String.raw`(?<![\p{L}'])(?:that|it|one|this)$|(?:taking|doing|have|do|had|has|like|use) (?:it|that|one|this)(?![\p{L}'])`,
    String.raw`^(?:i|we) (?:always |usually |never )?\p{L}+ (?:every|on|each|most|mostly)(?![\p{L}])`,
    String.raw`^(?:i|we) (?:do not|don't|am not|are not|can't|cannot|haven't|have not)(?![\p{L}'])`,
    String.raw`(?<![\p{L}])as an? (?:team|group|pair|unit)(?![\p{L}])|ask (?:me|them)|live for|not \p{L}+ (?:i|we) just`,
    String.raw`["|]`,
  ].join('|'),
  'iu',
);
/** What outweighs a word of the past or of politeness: the clause goes on about what is so. */
const SURE =
  /(?<![\p{L}'])(?:since|for (?:the (?:last|past) )?(?:\p{L}+|\d+) (?:years?|decades?)|for life|all my life|best (?:friend|mate)|ever since|from now on|always|every single)(?![\p{L}'])/iu;

/** No deed, or one that is done: "I guess", "I know", "I left". */
const NO_DEED = words(`
  am are is have has had do does did can can't cannot could will would shall should may might must don't didn't won't just really also only even
  think know want need hope feel mean guess see hear remember forget understand wonder suppose swear bet agree promise get got keep call say
  tell ask give let come find look sound seem doubt care mind appreciate reckon figure assume expect
  notice realise realize owe deserve made took got went saw ate bought lost left found told said came gave knew thought felt heard met put ran
  sat slept spoke spent stood won wrote broke caught chose drove fell flew forgot hurt kept laid let paid rode sold sent shut spilt stuck swam
  woke wore began brought built dreamt led lent read who and the for not all never always usually still now
`);
const DEED = /^(?:now )?(?:i|we) (?:\p{L}+ )?\p{L}+ (?:the |two |three |\p{L}+ )?\p{L}{3,}s(?= |$|,)/iu;
/** "My gym is now …": of what one has one of, the next takes the place of the last. */
const OWN_IS = /^(?:my|our) (?:new |current |main |usual )?([\p{L}-]+)(?:'s| is) /iu;
const NEAR = of(KIN);
const MINE_IS = /^(?:my|our) [^,]{2,40}?(?:'s|'re| is| are| has| have) /iu;

const STEADY =
  /(?<![\p{L}'])(?:every (?:single )?(?:\p{L}+)|each (?:day|night|week|year|morning|evening)|(?:mon|tues|wednes|thurs|fri|satur|sun)day (?:mornings?|afternoons?|evenings?|nights)|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|alternate \p{L}+|without fail|(?:once|twice|\p{L}+ times) a \p{L}+|for life|for years|since|all (?:winter|summer|year)|forever|nowadays|these days)(?![\p{L}'])/iu;
const MILD = /(?<![\p{L}'])(?:always|never|usually|mostly|normally|still|for the (?:last|past) \p{L}+|now|permanently|no longer|only)(?![\p{L}'])/iu;
const IDENTITY =
  /(?<![\p{L}'])(?:(?:is|are|'s) (?:mine|ours|how (?:i|we) (?:get|go|eat|live|work|travel|do|sleep|cook|shop|take)|(?:what|all) (?:i|we) \p{L}+(?: up with)?|where (?:i|we|the house|home) (?:live|work|grew up|study|train|shop|bank|worship|is))|(?:that's|is|was|are) my (?!turn|fault|point|question|problem|cue|favou?rite part)|i am an? (?!former|ex-|big|bit)(?:\p{L}+ ){0,2}\p{L}+(?:er|or|ist|ian|eer|ant|ine|ese|ite|man|woman|person|patient)|there are (?:two|three|four|five|six|seven|\d) of us|in (?:this|our) (?:house|home|family)|(?:brings?|sets?|makes?) me (?:out|off|ill|sick|wheeze|swell|itch)|can't (?:abide|stand|bear)|keeps me sane|by trade|yours truly|(?:it's|is|are|'s) [^,]{2,30} for (?:me|us)$|a family of \p{L}+)(?![\p{L}'])/iu;
const DOING =
  /^(?:(?:both|also|still|now|just|five|three|twice|once|times|a|day|week|on|at|in|night|nights|weekends|\p{L}+days?) ){0,5}(?:i|we|my (?:wife|husband|partner|family) and i) (?:(?:\p{L}+ly|always|never|still|also|both|just|mostly) )?(\p{Ll}+)/iu;

const THEY: readonly (readonly [RegExp, string])[] = [
  [/(?<![\p{L}'])(?:i am|we are)(?![\p{L}'])/giu, 'they are'],
  [/(?<![\p{L}'])(?:i was|we were)(?![\p{L}'])/giu, 'they were'],
  [/(?<![\p{L}'])(?:i|we)(?=[\s']|$)/giu, 'they'],
  [/(?<![\p{L}'])(?:my|our)(?![\p{L}'])/giu, 'their'],
  [/(?<![\p{L}'])(?:me|us)(?![\p{L}'])/gu, 'them'],
  [/(?<![\p{L}'])(?:mine|ours)(?![\p{L}'])/giu, 'theirs'],
  [/(?<![\p{L}'])(?:myself|ourselves)(?![\p{L}'])/giu, 'themselves'],
];
const EMPTY = words(`
  they them their theirs themselves are is am was have has had do does not no a an the and or but so to of in on at for with from by it its
  that this there which always never every each now still just also both only very really been being got since all my own old new who's
`);

function weigh(clause: string): number {
  const verb = (DOING.exec(clause)?.[1] ?? '').toLowerCase();
  let weight = 0;
  if (ILL.test(clause) || CONDITION.test(clause)) weight += 3;
  if (HAS_OFTEN.test(clause) || STEADY.test(clause)) weight += 2;
  if (MILD.test(clause)) weight += 1;
  if (IDENTITY.test(clause)) weight += 3;
  if (KIN_FIRST.test(clause)) weight += 3;
  else if (MINE.test(clause)) weight += MINE_IS.test(clause) ? 2.5 : 2;
  if (LASTING.has(verb)) weight += LIGHT.has(verb) ? 1.5 : 2.5;
  else if (verb.length > 2 && !NO_DEED.has(verb) && !/(?:ed|ing|ly|'\p{L}+)$/u.test(verb)) weight += 2;
  if (DEED.test(clause)) weight += 0.5;
  if (/^have|^own|^got/u.test(verb) && /(?<![\p{L}'])(?:an?|two|three|four|five|six|\d|nine|twins|my own)(?![\p{L}'])/iu.test(clause)) weight += 1;
  if (/^\S.* (?:\p{Lu}\p{Ll}+)/u.test(clause)) weight += 1;
  if (CLOCK.test(clause)) weight += 0.5;
  return weight;
}

const ENOUGH = 3;
/** Beside what a rule has read, a note must be surer: it may say the same again. */
const SURELY = 4.5;
/** What is asked for on account of what was said. */
export const AFTERTHOUGHT: RegExp =
  /[,;:]? (?:so (?:please|could|can|what|where|when|how|which|who|is|are|do|does|don't|never|not?|check|guess|leave|keep|make|give|tell|set|book|find|remind|send|use|call|it's|that's|the|a|any|anything|letters|voice)(?![\p{L}'])|which (?:is|means)|please|thanks|can you|could you|write it|would you).*$/iu;
const MOST_WORDS = 24;

/** The key of a note: the words that carry it. */
function keyOf(said: string): string {
  const carrying = said
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 2 && !EMPTY.has(word));
  return slug(carrying.slice(0, 3).map(singular).join(' '));
}

/** What a clause says, in the speaker's own words. */
export interface Note {
  readonly fact: ExtractedFact;
  /** It stands beside what else was said in the turn. */
  readonly sure: boolean;
}

/** What a clause without a rule of its own says that lasts, kept in the speaker's words. None for anything less than certain. */
export function note(clause: string): Note | undefined {
  const text = clause.replace(AFTERTHOUGHT, '').replace(/^[\s,]+|[\s,.!]+$/gu, '');
  const count = text.split(' ').length;
  if (count < 3 || count > MOST_WORDS || MOMENT.test(text) || BRIEFLY.test(text)) return undefined;
  if (!FIRST_PERSON.test(text) && !KIN_FIRST.test(text)) return undefined;
  if (NEVER.test(text.replace(SURE, ' ').replace(IDENTITY, ' '))) return undefined;
  const weight = weigh(text);
  if (weight < ENOUGH) return undefined;
  let said = text;
  for (const [mine, theirs] of THEY) said = said.replace(mine, theirs);
  const own = OWN_IS.exec(text)?.[1];
  const key = own === undefined || NEAR.test(own) ? keyOf(said) : slug(own);
  const [fact] = holds(`user.note.${key}`, `User says ${said}`);
  return fact === undefined ? undefined : { fact, sure: weight >= SURELY };
}

const WISH =
  /^(?:please |and |just |so )?(?:spell|give|correct|skip|stick|use|keep|leave|speak|talk|write|answer|reply|read|show|send|tell|explain|say|make|address|remind|ring|call|text|book|order|put|play|let's|drop|warn|check|ask|start|end|round|convert|translate|add|avoid|do not|don't|never|always|no)(?![\p{L}'])/iu;
const FOR_GOOD =
  /(?<![\p{L}'])(?:always|from (?:now|here) on(?:wards)?|for good|generally|in future|going forward|every(?:thing| time| year| day| week)|each time|whenever|any time|as a rule|permanently|never|at all times|with me|for me)(?![\p{L}'])/iu;
const FOR_NOW =
  /(?<![\p{L}'])(?:this|that|it|today|tonight|tomorrow|now|once|again|later|minute|moment|sec|second|first|an? (?:reminder|timer|alarm|song|joke|story|call|message|email|list|note|meeting))(?![\p{L}'])|\d|\?/iu;

/** A wish for how the assistant should be, told for good, in words that no rule knows. */
export function wish(clause: string): readonly ExtractedFact[] {
  const text = clause
    .replace(/,? *(?<![\p{L}])(?:please|would you|if you would|if you don't mind|thanks|love|mate)(?![\p{L}])/giu, '')
    .replace(/^[\s,]+|[\s,.!]+$/gu, '');
  const good = FOR_GOOD.exec(text);
  const count = text.split(' ').length;
  if (good === null || !WISH.test(text) || count < 4 || count > MOST_WORDS || FOR_NOW.test(text.replace(FOR_GOOD, ' '))) return [];
  if (
    /^(?:with|for) me$/iu.test(good[0]) &&
    !/^(?:\p{L}+ ){0,2}(?:everything|all|jargon|slang|emoji\p{L}*|swearing|pleasantries|formalit\p{L}+|small talk|chit-?chat|sarcasm|jokes)(?![\p{L}])|(?:skip|drop) the/iu.test(
      text,
    )
  )
    return [];
  let said = text;
  for (const [mine, theirs] of THEY) said = said.replace(mine, theirs);
  const key = keyOf(said);
  return key === '' ? [] : holds(`user.preference.${key}`, `User asks the assistant: ${said.charAt(0).toLowerCase()}${said.slice(1)}`);
}

/** What a first turn would wait for: expressions that take milliseconds to compile. */
export const NOTE_EXPRESSIONS: readonly RegExp[] = [
  ILL,
  MINE,
  KIN_FIRST,
  FIRST_PERSON,
  NEVER,
  SURE,
  STEADY,
  MILD,
  IDENTITY,
  DOING,
  BRIEFLY,
  AFTERTHOUGHT,
  DEED,
  MINE_IS,
  WISH,
  FOR_GOOD,
  FOR_NOW,
];
