import { type WordSet, words } from '../words.ts';

/** Verbs of the present that, said of oneself, tell what is so beyond this day. What they are said of must be named. */
export const LASTING: WordSet = words(`
  play practise practice sing dance perform act paint draw sketch sculpt knit crochet sew quilt bake brew garden grow forage fish hunt hike
  climb cycle swim surf ski row sail jog lift box fence skate golf race compete train referee umpire coach tutor mentor volunteer foster
  blog stream podcast photograph record compose collect restore build carve breed rescue raise busk paddle kayak camp commute
  meditate pray fast worship journal study research teach lecture babysit homeschool breastfeed nurse
  freelance manage supervise lead design develop edit repair sell clean farm translate interpret install weld tailor style groom deliver
  represent report specialise specialize operate inspect audit rent lease share own drive ride wear inject follow believe
  belong identify support root observe celebrate avoid skip cook eat drink read watch listen shop bank see attend go
  take use keep run write walk make do serve host lodge board stay suffer struggle take rely depend
  subscribe donate adopt worry hate love like prefer enjoy adore detest
`);

/** Of these a bare object is enough only with how often, since when or for what. */
export const LIGHT: WordSet = words(`
  see go take use keep run write walk make do stay see share lead live sleep worry cook eat drink read watch listen shop drive clean
  deliver report support build work hate love like prefer enjoy adore detest record skip lift box love race train suffer struggle edit sell
  design develop install manage record serve
`);

/** What one has for a moment, a day or a week, last word of what is had. */
export const PASSING: WordSet = words(`
  question questions meeting meetings call calls appointment appointments flight flights train headache cold fever cough temperature
  hangover feeling feelings idea ideas problem problems issue issues point points doubt doubts hour hours minute minutes moment time day days
  week weeks weekend exam exams test tests interview interviews deadline deadlines guest guests visitor visitors friend friends colleague
  colleagues neighbour neighbor mate client clients customer customers package parcel delivery order orders reservation booking ticket tickets voucher
  coupon code receipt bill bills dream plan plans list chance choice look bite drink snack shower bath nap rest break go try word words laugh
  chat lot bit couple few some date party wedding event presentation lecture reason thing things suggestion request favour favor message
  messages email emails text texts app file files document link photo picture error bug blast can tin jar bottle bag box cup pack packet
  bunch slice piece glass recipe chicken onion egg eggs essay assignment project report task errand errands clue preference rush crush
  bowl night morning evening afternoon blister bruise bump spot rash tummy headaches sneeze nosebleed puncture leak draft hunch theory story joke
  confession favor complaint concern thought hunch fight argument row match game visitor viewing session trip layover holiday afternoon
  pound pounds dollar dollars rupees quid euros percent balance credit minutes seconds pizza sandwich salad soup coffee tea beer guest
  feeling hour mess fright scare accident update say life heart brain opinion sense right choice option options way room seat second kind
  sort type number address name voice memory body mind face hand
`);

/** What one is, beyond what the rules of health, work and belief know. */
export const TRAITS =
  'vegan|vegetarian|pescatarian|teetotal|introverted|extroverted|shy|nocturnal|celibate|gay|lesbian|bisexual|queer|trans|transgender|non-?binary|asexual|straight|house-?bound|bed-?bound|paraplegic|quadriplegic|mute|non-?verbal|left-handed|claustrophobic|agoraphobic|arachnophobic|squeamish|dairy[- ]free|gluten[- ]free|sugar[- ]free|sober|alcohol[- ]free|smoke[- ]free|tone deaf|lactose intolerant|gluten intolerant|bilingual|trilingual|semi-retired|early retired|self-taught|double[- ]jointed|long-sighted|half [\\p{L}]+|adopted|an? (?:\\p{L}+ ){0,2}(?:introvert|extrovert|vegan|vegetarian|widow|widower|triplet|orphan|refugee|immigrant|veteran|survivor|amputee|wheelchair user|caregiver|carer|grandparent|grandmother|grandfather|godmother|godfather|godparent|homebody|minimalist|feminist|pacifist|perfectionist|smoker|non-?smoker|recovering \\p{L}+|celiac|coeliac|hemophiliac|haemophiliac|insomniac|citizen|homeowner|tenant|lodger|leaseholder|landlord|landlady|foster (?:parent|carer|mum|dad|mom)|stepmum|stepdad|step-?parent|beginner|black belt|native speaker|polyglot|fussy eater|picky eater|slow reader|visual learner|light sleeper|heavy sleeper|blood donor|freemason|scout leader|trustee|governor|magistrate|member)';

/** Doings in progress that go on for months. */
export const UNDERWAY: WordSet = words(`
  learning studying training saving raising renting sharing recovering teaching working living dating writing restoring renovating
  retraining fostering homeschooling caring volunteering breastfeeding bringing researching doing attending trying majoring commuting lodging
  sponsoring managing running weaning cutting avoiding practising practicing rehabbing tutoring mentoring freelancing interning apprenticing
`);
