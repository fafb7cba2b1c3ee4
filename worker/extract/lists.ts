import { type WordSet, words } from './words.ts';

/** Last words of a job title. A noun that is not here ("fan", "person", "mess") makes no role. */
export const OCCUPATIONS: WordSet = words(`
  accountant actor actress actuary administrator admin agent analyst animator anesthesiologist architect artist assistant associate astronomer
  astronaut attorney auditor author baker banker barber barista bartender biologist bookkeeper builder butcher carpenter cashier chef
  chemist chiropractor choreographer cleaner clerk coach columnist comedian composer consultant contractor coordinator copywriter
  counselor counsellor dentist designer detective developer dietitian director doctor dramatist driver economist editor electrician
  engineer entrepreneur executive farmer filmmaker firefighter fisherman florist founder co-founder cofounder freelancer gardener
  geologist grocer guard hairdresser handyman historian homemaker housewife illustrator instructor intern interpreter investor janitor
  jeweler journalist judge landlord lawyer lecturer librarian lifeguard linguist machinist magician manager marketer mason
  mathematician mechanic midwife miner minister model musician nanny neurologist neuroscientist novelist nurse nutritionist officer
  operator optician optometrist painter paralegal paramedic pediatrician pharmacist philosopher photographer physician physicist
  physiotherapist pianist pilot plumber poet policeman policewoman politician potter principal producer professor programmer
  psychiatrist psychologist publisher radiologist realtor receptionist recruiter reporter representative researcher sailor salesman
  salesperson saleswoman scholar scientist screenwriter sculptor secretary seller sergeant server singer soldier specialist statistician
  stockbroker strategist student superintendent supervisor surgeon surveyor tailor teacher technician technologist tester therapist
  trader trainee trainer translator tutor vet veterinarian veteran videographer waiter waitress welder writer youtuber zoologist ceo cto cfo coo
  vp president sde devops apprentice undergraduate postdoc streamer dancer biochemist caregiver carer
  barrister solicitor cabbie courier postman postwoman roofer plasterer decorator labourer bricklayer joiner fitter tiler glazier locksmith
  nurse-practitioner radiographer phlebotomist sonographer podiatrist dermatologist cardiologist oncologist gynaecologist gynecologist
  paediatrician anaesthetist optometrist orthodontist hygienist pharmacologist virologist epidemiologist ecologist zookeeper beekeeper
  headteacher headmaster headmistress lecturer don tutor librarian archivist curator conservator restorer jeweller goldsmith blacksmith
  beautician barista sommelier bartender waiter caterer confectioner patissier fishmonger greengrocer shopkeeper stylist tailor seamstress
  dressmaker upholsterer cobbler watchmaker typist bookbinder printer stonemason quantity-surveyor underwriter broker treasurer paralegal
  registrar clerk conductor steward stewardess attendant captain seaman fireman constable warden bouncer bodyguard caretaker janitor
  housekeeper cleaner gardener landscaper groundskeeper lumberjack forester ranger rancher shepherd winemaker brewer distiller ironworker
  machinist toolmaker assembler welder foreman forewoman roadie dj drummer singer-songwriter rapper sculptor ceramicist potter cartoonist
  choreographer playwright copyeditor proofreader blogger vlogger influencer podcaster newsreader broadcaster presenter cameraman
  cinematographer gaffer runner meteorologist oceanographer geographer demographer sociologist anthropologist archaeologist historian
  theologian priest pastor vicar imam rabbi monk nun chaplain missionary deacon nanny childminder babysitter au-pair doula midwife
  shopworker tradesman handyman contractor freelancer consultant dispatcher planner scheduler buyer merchandiser auditor estimator assessor
  adjuster banker cashier teller croupier bookie jockey referee umpire physio osteopath acupuncturist herbalist hypnotherapist masseuse
  masseur counsellor psychotherapist psychoanalyst sde1 sre dba sysadmin webmaster tester qa architect roboticist statistician cryptographer
`);

/** Judgements and wishes before a job title: "a good writer", "a former teacher", "an aspiring actor" state no job. */
export const NO_JOB_ADJECTIVES: WordSet = words(`
  good great bad terrible awful big huge horrible decent better best worst slow fast careful natural born total real such bit little lousy
  aspiring wannabe former ex future fake wonderful amazing fantastic excellent proud happy lucky poor strong weak nervous passionate
  keen avid hopeless fine okay confident dedicated curious lazy quick more most less same only second-rate would-be mediocre
  creative natural-born
`);

/** Branches that one works "in". */
export const FIELDS: WordSet = words(`
  marketing finance tech it hr sales healthcare education engineering logistics banking retail hospitality advertising accounting
  insurance construction manufacturing consulting media journalism law publishing research academia agriculture government politics
  medicine nursing design fashion entertainment gaming fintech biotech pharma pharmaceuticals cybersecurity software telecom tourism
  aviation automotive energy security robotics analytics architecture film television tv music theater
`);

/** Languages that people say they speak. */
export const LANGUAGES: WordSet = words(`
  afrikaans albanian amharic arabic armenian assamese azerbaijani basque bengali bosnian bulgarian burmese cantonese catalan cebuano
  chinese croatian czech danish dari dutch english esperanto estonian farsi filipino finnish flemish french galician georgian german
  greek gujarati haitian hausa hawaiian hebrew hindi hmong hungarian icelandic igbo indonesian irish italian japanese javanese kannada
  kazakh khmer konkani korean kurdish lao latin latvian lithuanian macedonian maithili malay malayalam maltese mandarin maori marathi
  mongolian nepali norwegian odia oriya pashto persian polish portuguese punjabi romanian russian sanskrit serbian sindhi sinhala slovak
  slovenian somali spanish swahili swedish tagalog tamil telugu thai tibetan tigrinya tulu turkish ukrainian urdu uzbek vietnamese
  welsh xhosa yiddish yoruba zulu
`);

/** Countries, states and their short forms that follow a town after a comma. */
export const REGIONS: WordSet = new Set(
  `afghanistan argentina australia austria bangladesh belgium brazil bulgaria canada chile china colombia croatia cuba denmark egypt
  england estonia ethiopia finland france germany ghana greece hungary iceland india indonesia iran iraq ireland israel italy jamaica
  japan kenya korea kuwait latvia lebanon lithuania malaysia mexico morocco nepal netherlands nigeria norway pakistan peru philippines
  poland portugal qatar romania russia scotland serbia singapore slovakia slovenia spain sweden switzerland syria taiwan thailand tunisia
  turkey uganda ukraine vietnam wales uae uk us usa alabama alaska arizona arkansas california colorado connecticut delaware florida
  georgia hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi
  missouri montana nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia washington wisconsin wyoming
  al ak az ar ca co ct de fl ga hi id il ia ks ky la ma md mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or pa ri sc sd tn tx ut vt va wa
  wv wi wy dc ontario quebec alberta manitoba bavaria catalonia queensland victoria tasmania maharashtra karnataka kerala gujarat punjab
  rajasthan telangana haryana goa bihar assam odisha`
    .split(/\s+/u)
    .concat([
      'new york',
      'new jersey',
      'new mexico',
      'new hampshire',
      'north carolina',
      'south carolina',
      'north dakota',
      'south dakota',
      'west virginia',
      'rhode island',
      'new zealand',
      'south africa',
      'south korea',
      'saudi arabia',
      'sri lanka',
      'costa rica',
      'united states',
      'united kingdom',
      'the netherlands',
      'northern ireland',
      'british columbia',
      'nova scotia',
      'new south wales',
      'tamil nadu',
      'uttar pradesh',
      'west bengal',
      'hong kong',
      'czech republic',
    ]),
);
