import { type WordSet, words } from './words.ts';

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
