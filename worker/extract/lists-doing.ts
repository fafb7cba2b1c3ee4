import { type WordSet, words } from './words.ts';

/** What people play: games, sports, instruments. Last words of the object. */
export const PLAYED: WordSet = words(`
  accordion bagpipes banjo bass bassoon cello clarinet cornet drum drums dhol dholak flute guitar harmonica harmonium harp horn keyboard keyboards
  lute mandolin mridangam oboe organ percussion piano recorder sax saxophone sitar tabla trombone trumpet tuba ukulele veena viola violin
  badminton baseball basketball billiards bowls bridge cards carrom chess checkers cricket croquet darts dodgeball dominoes football fútbol
  futsal gaa golf handball hockey hurling kabaddi lacrosse mahjong netball padel paintball pickleball poker polo pool quidditch rounders rugby
  scrabble snooker soccer softball squash sudoku tennis volleyball wordle minecraft fortnite zelda games videogames rummy go ludo frisbee
  d&d dnd
`);

/** What people do: "I do yoga". Last words of the object. */
export const DONE: WordSet = words(`
  aerobics aikido archery art athletics ballet barre bjj bodybuilding boxing calligraphy calisthenics cardio ceramics crafts crossfit
  crosswords crochet diving embroidery fencing gymnastics hiit improv jiu-jitsu judo karate kickboxing knitting martial meditation mma
  needlework origami parkour photography pilates pottery pranayama quilting reiki rowing spin standup stand-up swimming taekwondo tai-chi
  taxidermy theater theatre triathlons marathons volunteering weights weightlifting woodwork woodworking yoga zumba arts chi puzzles sudokus
  fasting powerlifting gardening pottery kathak bharatanatyam salsa
`);

/** Verbs that name a pastime by themselves: "I paint", "I sing in a choir". */
export const PASTIMES: WordSet = words(`
  bake birdwatch blog box climb coach cook crochet cycle dance draw fence fish garden golf hike hunt jog journal kayak knit meditate paint
  quilt row run sail sculpt sew sing skate skateboard ski snowboard surf swim volunteer weave weld whittle woodwork
`);

/** Clubs and such, of which one is a member. */
export const GROUPS =
  'club|band|choir|team|orchestra|league|troupe|society|union|gym|group|church|temple|mosque|congregation|fraternity|sorority|committee|board|squad|association|quartet|ensemble|cooperative|co-op';

/** Peoples, faiths and other words for what one is by birth, in lower case. */
export const PEOPLES =
  'afghan|african|albanian|algerian|american|arab|argentin(?:e|ian)|armenian|asian|assamese|australian|aussie|austrian|bangladeshi|belgian|bengali|bihari|bolivian|brazilian|british|bulgarian|burmese|cambodian|cameroonian|canadian|catalan|chilean|chinese|colombian|congolese|cornish|croatian|cuban|cypriot|czech|danish|dominican|dutch|ecuadorian|egyptian|english|estonian|ethiopian|filipin[oa]|finnish|french|georgian|german|ghanaian|goan|greek|guatemalan|gujarati|haitian|hispanic|hungarian|icelandic|indian|indonesian|iranian|iraqi|irish|israeli|italian|ivorian|jamaican|japanese|jordanian|kashmiri|kenyan|korean|kurdish|kuwaiti|latin[oax]|latvian|lebanese|libyan|lithuanian|malayali|malaysian|maltese|maori|marathi|marwari|mexican|moroccan|native american|nepali|nepalese|new zealander|kiwi|nigerian|norwegian|pakistani|palestinian|panamanian|parsi|persian|peruvian|polish|portuguese|puerto rican|punjabi|rajasthani|romanian|russian|rwandan|salvadoran|saudi|scottish|scots|senegalese|serbian|sicilian|sindhi|singaporean|slovak|slovenian|somali|south african|south indian|north indian|spanish|sri lankan|sudanese|swedish|swiss|syrian|taiwanese|tamil|tamilian|telugu|texan|thai|tibetan|trinidadian|tunisian|turkish|ugandan|ukrainian|uruguayan|venezuelan|vietnamese|welsh|yemeni|yoruba|igbo|zambian|zimbabwean|scouse|geordie|brummie|cockney|yorkshireman|londoner|new yorker|californian|mumbaikar|delhiite|brit|scot|spaniard|swede|dane|finn|pole|turk';
export const FAITHS =
  "muslim|christian|hindu|sikh|buddhist|jewish|jain|catholic|roman catholic|protestant|anglican|baptist|methodist|lutheran|presbyterian|mormon|orthodox christian|orthodox jew|quaker|evangelical|pentecostal|parsi|zoroastrian|atheist|agnostic|pagan|bahai|baha'i|jehovah's witness|seventh[- ]day adventist|shia|sunni|hare krishna|spiritual|rastafarian";
