import type { ExtractedFact } from '../extractor.ts';
import { holds } from '../facts.ts';
import { inThirdPerson, takePhrase } from '../phrases.ts';
import { slug } from '../slug.ts';
import { CLAUSE_WORDS, DEICTIC } from '../words.ts';
import { HAS_OFTEN, MOMENT } from './when.ts';

type Facts = readonly ExtractedFact[];

/** Conditions that last. What passes in a week (a cold, a headache) is left out. */
export const CONDITION: RegExp =
  /(?:^|\s)(?:pre-?diabetes|diabetes|asthma|epilepsy|hypertension|(?:(?:chronic|bad|regular|frequent) )?migraines?|an(?:a)?emia|adhd|autism|dyslexia|depression|anxiety|ptsd|ocd|eczema|psoriasis|rosacea|vitiligo|c(?:o)?eliac(?: disease)?|ibs|ibd|gerd|crohn'?s(?: disease)?|acid reflux|sciatica|scoliosis|glaucoma|cataracts?|vertigo|tinnitus|insomnia|sleep apn(?:o)?ea|pcos|endometriosis|(?:high|low) (?:blood pressure|cholesterol|bp)|blood pressure|cholesterol|pacemaker|chronic \p{L}+(?: \p{L}+)?|hay ?fever|gout|lupus|cancer|leuk(?:a)?emia|parkinson'?s|alzheimer'?s|dementia|hiv|sciatica|fibromyalgia|multiple sclerosis|cerebral palsy|astigmatism|colou?r blindness|hearing loss|stutter|stammer|sensitive (?:skin|stomach|teeth)|osteoporosis|raynaud'?s|narcolepsy|tourette'?s|(?:bad|weak|dodgy|trick) (?:back|knees?|hip|shoulders?|eyesight|heart|ankle|stomach)|(?:back|knee|heart|thyroid|kidney|liver|hip|shoulder|skin|hearing|sleep|joint|stomach|lung|neck) (?:problems?|issues?|trouble|condition|disease|pain|murmur)|(?:slipped|herniated) disc|\p{L}+(?:itis|osis|pathy|emia|thyroidism|algia)|(?:\p{L}+ )?(?:syndrome|disorder|deficiency|intolerance|disability)|heart (?:condition|murmur|disease)|thyroid)$/iu;
/** The same, as all that is left of a phrase. */
export const CORE: RegExp = new RegExp(`^(?:type (?:1|2|one|two) |stage \\S+ |early |mild |severe )?${CONDITION.source.replace('(?:^|\\s)', '')}`, 'iu');
const SEVERITY = /^(?:an?|the|my|some|really|very|quite|pretty|severe|mild|bad|terrible|serious|slight|moderate|a bit of|borderline|recurring|occasional)\s+/iu;

/** Words that end what the user has. */
export const STOPS: ReadonlySet<string> = new Set([
  ...CLAUSE_WORDS,
  'for',
  'since',
  'now',
  'anymore',
  'from',
  'after',
  'as',
  'myself',
  'unfortunately',
  'with',
  'last',
  'this',
  'at',
  'in',
  'on',
  'recently',
  'back',
  'a',
  'two',
  'three',
  'years',
  'by',
  'all',
  'too',
]);

const NOW_ONLY = /(?<![\p{L}])(?:today|tonight|right now|this morning|this week|at the moment|for now|about)(?![\p{L}])/iu;

/** "severe asthma since childhood" → its words, its key, and what comes after it. */
export function condition(rest: string): { readonly text: string; readonly key: string; readonly after: string } | undefined {
  const lead = /^(?:an?|a bit of|a touch of) /iu.exec(rest)?.[0] ?? '';
  const phrase = takePhrase(rest.slice(lead.length), STOPS);
  if (phrase === undefined || phrase.text.split(' ').some((token) => DEICTIC.has(token.toLowerCase())) || NOW_ONLY.test(rest)) return undefined;
  let core = phrase.text;
  for (let i = 0; i < 3 && !CORE.test(core); i += 1) core = core.replace(SEVERITY, '');
  const after = phrase.by === 'and' || phrase.by === ',' ? phrase.after.replace(/^and /iu, '') : '';
  return CORE.test(core) && core.split(' ').length <= 4 ? { text: inThirdPerson(`${lead}${phrase.text}`), key: keyOf(core), after } : undefined;
}

/** "type 2 diabetes and high blood pressure": at most three. */
export function conditions(rest: string): Facts {
  const facts: ExtractedFact[] = [];
  let left = rest;
  for (let i = 0; i < 3 && left !== ''; i += 1) {
    const found = condition(left);
    if (found === undefined || found.key === '') break;
    facts.push(...holds(`user.health.${found.key}`, `User has ${found.text}`));
    left = found.after;
  }
  return facts;
}

const ADJECTIVES: ReadonlyMap<string, string> = new Map([
  ['diabetic', 'diabetes'],
  ['asthmatic', 'asthma'],
  ['epileptic', 'epilepsy'],
  ['dyslexic', 'dyslexia'],
  ['autistic', 'autism'],
  ['anemic', 'anemia'],
  ['anaemic', 'anemia'],
  ['hypertensive', 'hypertension'],
  ['coeliac', 'celiac'],
]);
/** What one is, of conditions. */
export const STATES: string =
  'diabetic|pre-?diabetic|asthmatic|epileptic|dyslexic|autistic|colou?r[- ]?blind|bipolar|deaf|hard of hearing|blind|legally blind|visually impaired|hearing impaired|partially sighted|an(?:a)?emic|hypertensive|c(?:o)?eliac|pregnant|disabled|(?:left|right)[- ]handed|ambidextrous|neurodivergent|short[- ]?sighted|near[- ]?sighted|far[- ]?sighted|long[- ]?sighted|immunocompromised|wheelchair user|type (?:1|2|one|two) diabetic|insomniac';
/** What may follow it. */
export const STATE_END: RegExp =
  /^(?:$|[,.;:!(]|(?:and|but|so|because|since|now|too|by|with|from|in (?:my|one|the|both)|as well|myself|who|diagnosed|for|at)(?![\p{L}']))/iu;

/** One key for the names of one condition. */
export function keyOf(core: string): string {
  const plain = core
    .toLowerCase()
    .replace(/^(?:type (?:1|2|one|two) |chronic |bad |regular |frequent )/u, '')
    .replace(/'s\b/gu, 's')
    .replace(/(?<=crohns|celiac|coeliac) disease$/u, '')
    .replace(/^high (?:blood pressure|bp)$|^blood pressure$/u, 'hypertension')
    .replace(/^migraines$/u, 'migraine')
    .replace(/^coeliac/u, 'celiac')
    .replace(/colou?r[- ]?blind(?:ness)?/u, 'color-blind');
  return slug(ADJECTIVES.get(plain) ?? plain);
}

/** What is taken for longer than a day. */
export const DRUG: RegExp =
  /(?:^|\s)(?:insulin|ozempic|wegovy|mounjaro|prozac|zoloft|xanax|lexapro|adderall|ritalin|vyvanse|lipitor|synthroid|eliquis|xarelto|prednisone|warfarin|lithium|metformin|levothyroxine|thyroxine|methotrexate|gabapentin|naproxen|sertraline|amlodipine|ramipril|pregabalin|albuterol|salbutamol|melatonin|omeprazole|spironolactone|birth control|blood thinners?|beta blockers?|antidepressants?|anti-depressants?|antihistamines?|statins?|(?:an? |my )?inhaler|steroids?|hrt|ssris?|supplements?|multi-?vitamins?|vitamins?(?: [a-e]\d{0,2})?|iron (?:tablets|pills|supplements)|fish oil|creatine|probiotics|eye drops|(?:blood pressure|thyroid|heart|diabetes|cholesterol|allergy|anxiety|asthma|migraine|sleeping|daily|prescription|bp|adhd|pain|water) (?:medication|medications|medicine|medicines|meds|pills?|tablets?)|\p{L}{2,}(?:pril|sartan|olol|statin|formin|gliptin|gliflozin|prazole|oxetine|traline|talopram|zepam|zolam|dipine|thyroxine|xaban|glutide|phylline|terol|solone|lukast|triptan|semide|thiazide))$/iu;
const GENERIC_DRUG =
  /(?:^|\s)(?:aspirin|ibuprofen|paracetamol|tylenol|advil|painkillers?|antibiotics|medication|medications|medicine|medicines|meds|pills?|tablets?|tablet|antacids?)$/iu;
const DOSE =
  /^(?:(?:about |around )?(?:\d+(?:\.\d+)?|half an?|one|two|three|five|ten|twenty|fifty|a hundred|five hundred)(?: ?(?:mg|mcg|ml|iu|units?|milligrams?|micrograms?|tablets?|pills?))?(?: of)? )/iu;

/** What is taken, and for what. What anyone takes now and then counts only with how often or why. */
export function medicine(rest: string, on: boolean): Facts {
  const phrase = takePhrase(
    rest,
    new Set([
      ...CLAUSE_WORDS,
      'for',
      'every',
      'each',
      'daily',
      'twice',
      'once',
      'three',
      'at',
      'in',
      'before',
      'after',
      'with',
      'now',
      'to',
      'since',
      'regularly',
      'anymore',
    ]),
  );
  if (phrase === undefined) return [];
  const name = phrase.text.replace(DOSE, '').replace(/^(?:my|some|an?|the|daily) /iu, '');
  const lasting =
    HAS_OFTEN.test(rest) || /\bfor (?:my|the|high|low|blood|an?) |\bfor (?:years|life|\p{L}+(?:itis|osis|ety|etes|ion|ure|mia|oid|ma))\b/iu.test(rest);
  if (!DRUG.test(name) && !(GENERIC_DRUG.test(name) && lasting)) return [];
  if (MOMENT.test(rest)) return [];
  const cause = /\b(for (?:my )?[\p{L}' -]{3,40}?)(?=$|[,.;]| (?:and|but|so|every|each|twice|once|which|that|because|since|i)\b)/iu.exec(rest)?.[1] ?? '';
  const why = cause !== '' && CONDITION.test(cause.replace(/^for (?:my )?/iu, '')) ? ` ${cause}` : '';
  return holds(`user.medication.${slug(name)}`, inThirdPerson(`User ${on ? 'is on' : 'takes'} ${phrase.text}${why}`));
}

/** "my insomnia": a condition of the user, anywhere. */
export const MENTION: RegExp = new RegExp(
  String.raw`(?<![\p{L}'])my ((?:insomnia|diabetes|asthma|epilepsy|migraines|an(?:a)?emia|adhd|autism|dyslexia|depression|anxiety|ptsd|ocd|eczema|psoriasis|c(?:o)?eliac disease|ibs|sciatica|tinnitus|sleep apn(?:o)?ea|pcos|endometriosis|(?:high )?blood pressure|cholesterol|arthritis|hay ?fever|gout|glaucoma|crohn'?s|lupus|parkinson'?s|fibromyalgia|vertigo|hypothyroidism|acid reflux|bad (?:back|knees?|hip|shoulder|eyesight)|scoliosis|asthma inhaler|wheelchair|stammer|stutter))(?![\p{L}'])`,
  'giu',
);
const DEVICES = /inhaler$|wheelchair$/iu;

/** "It helps with my insomnia": a condition in passing, anywhere in a clause. */
export function conditionsIn(clause: string): Facts {
  return [...clause.matchAll(MENTION)].flatMap(([, name = '']) => {
    const what = name.toLowerCase();
    if (DEVICES.test(what)) return holds(`user.health.${slug(what)}`, `User uses ${/^[aeiou]/u.test(what) ? 'an' : 'a'} ${what}`);
    return holds(
      `user.health.${keyOf(what)}`,
      `User has ${/^(?:bad \p{L}+[^s]|stammer|stutter)$/u.test(what) ? 'a ' : ''}${what === 'blood pressure' || what === 'cholesterol' ? 'problems with ' : ''}${what}`,
    );
  });
}
