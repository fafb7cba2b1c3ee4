import { holds, over } from '../facts.ts';
import { inThirdPerson, takePhrase } from '../phrases.ts';
import { slug } from '../slug.ts';
import { DEICTIC } from '../words.ts';
import { ANYMORE, type Rule, head } from './rule.ts';
import { MOMENT } from './when.ts';
import { CONDITION, CORE, STOPS, condition, conditions, STATES, STATE_END, keyOf, DRUG, medicine, MENTION } from './condition.ts';

/** Conditions, what the user takes for them, and what they see, hear and move with. */
export const HEALTH_RULES: readonly Rule[] = [
  {
    head: head(
      String.raw`i (?:have had|~get|(?:was|got|have ~been) (?:just |recently )?diagnosed (?:with|as having)|~have(?: got)?|~suffer from|~live with|~struggle with|~deal with|have had|have been (?:dealing|living|struggling) with|have developed)`,
    ),
    read: (rest) => (ANYMORE.test(rest) ? [] : conditions(rest)),
  },
  {
    head: head(String.raw`i am ~(?:an? )?(?:\p{L}+ (?:weeks|months) |slightly |partially |severely |mildly |completely |legally |red-green )?(${STATES})`),
    read: (rest, found) =>
      STATE_END.test(rest) && !ANYMORE.test(rest)
        ? holds(
            `user.health.${keyOf((found[1] ?? '').toLowerCase())}`,
            `User is ${found[0].trim().replace(/^i am (?:(?:also|actually|really|just|now|still|currently) )*/iu, '')}${
              /^in (?:my|one|the|both) \p{L}+(?: \p{L}+)?/iu
                .exec(rest)?.[0]
                .replace(/^/u, ' ')
                .replace(/\bmy\b/iu, 'their') ?? ''
            }`,
          )
        : [],
  },
  {
    head: head(String.raw`i (?:do not|don'?t|no longer) have`),
    read: (rest) => {
      const found = condition(rest.replace(ANYMORE, ''));
      return found === undefined || found.key === '' ? [] : over(`user.health.${found.key}`, `User does not have ${found.text}`);
    },
  },
  {
    head: head(
      String.raw`my (?:(?:left|right|lower|upper) )?(back|knees?|hips?|shoulders?|ankles?|wrists?|eyes?|eyesight|hearing|heart|neck|legs?|arms?|hands?|feet|foot|memory|lungs?|skin|sight|vision|elbow|hand|thumb|collarbone)(?: (?:is|are|has been|have been)|'s(?: been)?) (?:(?:really|very|pretty|quite|so|all|still|a bit|both) )*(bad|gone|broken|weak|shot|messed up|knackered|dodgy|poor|fractured|arthritic|terrible|not great|failing|torn|sensitive|not what it was|numb|going)`,
    ),
    read: (rest, found) => {
      if (MOMENT.test(rest) || /^(?:for|at|with|this)\b(?! (?:years|ages|life|\p{L}+ years))/iu.test(rest)) return [];
      const part = (found[1] ?? '').toLowerCase();
      return holds(
        `user.health.${slug(part.replace(/(?<=knee|hip|shoulder|ankle|wrist|eye|leg|arm|hand|lung)s$/u, ''))}`,
        `User's ${part} ${/s$|^feet$/u.test(part) ? 'are' : 'is'} ${(found[2] ?? '').toLowerCase()}`,
      );
    },
  },
  {
    head: head(
      String.raw`i (?:have )?(?:just |recently )?had (?:an? |my )?((?:[\p{L}'-]+ ){0,3}?(?:replacement|surgery|transplant|bypass|operation|stent|amputation|hysterectomy|mastectomy|c-section|caesarean|heart attack|stroke|pacemaker(?: fitted)?|appendix (?:out|removed)|gallbladder (?:out|removed)|tonsils (?:out|removed)))`,
    ),
    read: (rest, found) => {
      const what = (found[1] ?? '').toLowerCase();
      if (/\b(?:booked|scheduled|cancelled|canceled|planned|postponed)\b/iu.test(rest)) return [];
      return holds(
        `user.health.${slug(what)}`,
        `User had ${/^(?:my|their)|surgery$|(?:out|removed)$/u.test(what) ? '' : /^[aeiou]/u.test(what) ? 'an ' : 'a '}${what}`,
      );
    },
  },
  {
    head: head(
      'i (?:~have|~do|~go for|am ~(?:on|having|doing|in)|am going through|~get) (?:regular |weekly |my )?(dialysis|chemo|chemotherapy|physio|physiotherapy|physical therapy|therapy|radiotherapy|speech therapy|counselling|counseling|rehab|hormone therapy|ivf)',
    ),
    read: (rest, found) => (MOMENT.test(rest) ? [] : holds(`user.health.${slug(found[1] ?? '')}`, `User has ${(found[1] ?? '').toLowerCase()}`)),
  },
  {
    head: head(
      String.raw`i (?:have )?(?:just |recently )?(broke|broken|fractured|sprained|tore|torn|dislocated|injured|sprained) my (?=\p{L})((?:left |right )?(?:arm|leg|wrist|ankle|hip|foot|toe|finger|thumb|collarbone|elbow|shoulder|knee|back|hand|acl|hamstring|achilles|rib|ribs|nose|jaw|pelvis))`,
    ),
    read: (rest, found) =>
      /years ago|when i was|as a (?:kid|child)/iu.test(rest)
        ? []
        : holds(
            `user.health.${slug((found[2] ?? '').replace(/^(?:left|right) /iu, ''))}`,
            `User ${(found[1] ?? '').toLowerCase()} their ${(found[2] ?? '').toLowerCase()}`,
          ),
  },
  {
    head: head('i am ~(?:scared|afraid|terrified|frightened) of|i have ~(?:an? )?(?:bad |terrible |real |big )?(?:fear|phobia) of'),
    read: (rest) => {
      const what = takePhrase(rest, STOPS)?.text ?? '';
      return what === '' ||
        ANYMORE.test(rest) ||
        what.split(' ').length > 4 ||
        /^(?:losing|being|missing|making|getting|what|how|the (?:answer|result|future))\b/iu.test(what) ||
        DEICTIC.has(what.toLowerCase())
        ? []
        : holds(`user.fear.${slug(what)}`, inThirdPerson(`User is scared of ${what}`));
    },
  },
  {
    head: head(
      String.raw`(?:my |the )?(?:doctor|gp|doc|consultant|cardiologist|psychiatrist|they|dentist|specialist)(?: have|'ve|'s| has)? (?:just |now )?(switched|moved|changed|put|started) me(?: over| back)? (?:on ?to|on|to|onto)`,
    ),
    read: (rest, found) => {
      const facts = medicine(rest.replace(/ instead.*$/iu, ''), true);
      return facts.length > 0 && /^(?:switched|moved|changed)$/iu.test(found[1] ?? '')
        ? [...over('user.medication.any', 'User no longer takes it'), ...facts]
        : facts;
    },
  },
  {
    head: head(
      "(?:my |the )?(?:doctor|gp|doc|consultant|they)(?: have|'ve|'s| has)? (?:just )?(?:took|taken) me off|i (?:have )?(?:just |recently |finally )?(?:came|come|got) off|i (?:have )?(?:just |recently |finally )?(?:stopped|quit) taking",
    ),
    read: (rest) =>
      medicine(rest.replace(/^(?:the|my) /iu, ''), true).flatMap(({ matchKey, text }) => over(matchKey, text.replace(' is on ', ' is no longer on '))),
  },
  {
    head: head("(.{3,30}?) (?:do not|don'?t|doesn'?t|no longer) (?:scare|frighten|bother) me"),
    read: (rest, found) =>
      /any ?more|any longer/iu.test(rest) || /no longer/iu.test(found[0])
        ? over(`user.fear.${slug(found[1] ?? '')}`, `User is no longer scared of ${(found[1] ?? '').toLowerCase()}`)
        : [],
  },
  {
    head: head('i (?:have )?(?:just |finally )?(?:had (?:the|my|our) baby|gave birth|given birth)'),
    read: () => over('user.health.pregnant', 'User is no longer pregnant'),
  },
  { head: head('i am (?:no longer|not) pregnant'), read: () => over('user.health.pregnant', 'User is no longer pregnant') },
  {
    head: head(
      'i (?:~take|am ~taking|have been taking|have to take|need to take|~use|was (?:just |recently )?prescribed|have been prescribed|inject|have(?: got)?(?= my (?:tablets|pills|meds|medication|insulin|injections))|switched to)',
    ),
    read: (rest) => (ANYMORE.test(rest) ? [] : medicine(rest, false)),
  },
  { head: head('i (?:am ~on|have been on)'), read: (rest) => (ANYMORE.test(rest) ? [] : medicine(rest, true)) },
  {
    head: head(
      String.raw`i (?:~(?:wear|use|have|need)) (?:an? |my |the )?((?:reading |prescription |thick )?glasses|contact lenses|hearing aids?|wheelchair|walking stick|walker|cane|cpap(?: machine)?|braces|prosthe\p{L}+(?: \p{L}+)?|crutches|insulin pump|pacemaker|guide dog|screen reader|stair ?lift|orthotics|dentures|cochlear implant)`,
    ),
    read: (rest, found) => {
      if (!STATE_END.test(rest) && !/^(?:to|when|all|most|every)\b/iu.test(rest)) return [];
      const verb = /\b(wear|use|have|need)\b/iu.exec(found[0])?.[1]?.toLowerCase() ?? 'use';
      const thing = (found[1] ?? '').toLowerCase();
      const article = thing.endsWith('s') ? '' : /^[aeiou]/u.test(thing) ? 'an ' : 'a ';
      return holds(`user.health.${slug(thing)}`, `User ${verb === 'have' ? 'has' : `${verb}s`} ${article}${thing}`);
    },
  },
];

/** What a first turn would wait for: expressions that take milliseconds to compile. */
export const HEALTH_EXPRESSIONS: readonly RegExp[] = [CORE, MENTION, DRUG, CONDITION];
