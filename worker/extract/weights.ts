// Written by test/eval/facts/fit.ts from test/eval/facts/lasting.tsv.

/** Signs of what lasts and of what passes, in tenths, with `|` between those of one weight. */
export const WEIGHTS: readonly (readonly [number, string])[] = [
  [-33, 'bob'],
  [-30, "'s over|friend|sure"],
  [-27, '^^ ~ up|bought|coming|meeting|minute|porsche|rome|see|were'],
  [
    -24,
    "'s KIN|^^ i have to|^^ one of|^^ we are in|bin|buy|feel|guess|hold|i could|kept|luck|mad|man|mess|met|paris|question|queue|quid|said|song|think|traffic",
  ],
  [
    -21,
    '^^ i am not|^^ i am up|^^ i ~ it|^^ the ~ ~s|and he|asleep|broke|died|feet|fox|headache|his KIN|honestly|lima|love|more|neighbour|of it|raining|ran|should ~|soap|sold|some|stopped|stuck|to it|told|version|visiting|we had|~ who|~ed out|~s can',
  ],
  [
    -18,
    "^ ~ly|^^ i ~ this|^^ in the|^^ in the ~|^^ our ~ 's|^^ ~ ~ ~|a DO|about to|appointment|are ~ed|ask|away|cancel|chap|delhi|did|did ~|door|empty|find|french|guest|ha|headline|heard|her KIN|here $|in $|it on|learn|lease|ll|lost|lovely|mate|mind|nice|on ~ly|percent|pizza|point|quit|reckon|remind|sam|sandwich|saw|sick|somebody|spain|stood|teeth|tell|that $|that one|thinking|tonight|understand|who ~|won|~ this|~ing off",
  ],
  [
    -15,
    "# on|JOB has|^ how|^ no|^^ i ~ that|^^ i ~ you|^^ i ~ed a|^^ i ~ed in|^^ i ~ed the|^^ my ~ing|^^ no ~|^^ our JOB|^^ that 's|^^ the ~ at|^^ we ~ed the|^^ what 's|^^ ~ 's ~ed|^^ ~ i|^^ ~ me a|^^ ~ my KIN|^^ ~ ~ ~ed|^^ ~s the|actor|add|am not|bit|came|cancelled|cold|cross|cup|didn|dropped|else|email|flu|go|gonna|had|hairdresser|has #|hour|i may|is ~ing|just this|just ~|just ~ing|keeper|maybe|might|music|of mine|off $|once|one i|open|oslo|our JOB|over $|over the|rain|river|sergeant|so $|something|sound|soup|split|st|stayed|such|table|teacher|thank|they ~ed|this one|thought|thousand|today|tomorrow|used|used to|wet|what 's|whether|wish|wondering|wouldn|~ been|~ what|~ed over|~ing the|~ly a|~s as|~s by|~s only|~s she",
  ],
  [
    -12,
    "# the|'s no|@ was|DAY ~|^ both|^ is|^ she|^ that|^ who|^^ as a ~|^^ can you|^^ can you ~|^^ i might|^^ i ~ i|^^ i ~ to|^^ i ~ ~ly|^^ my KIN are|^^ she ~|^^ that 's my|^^ the @|^^ the ~ who|^^ ~ DAY|^^ ~ me ~|^^ ~ was|^^ ~ was ~|airport|all $|are ~ing|as JOB|ate|baba|back|bad|be a|be ~ing|bet|between|brilliant|calling|completely|cook|d|dart|dead|done|drop|easter|easy|enough|even|everyone|favorite|finished|for now|for you|freezing|hard|having|him $|how ~|i might|idea|if i|it in|kettle|key|kid|know|later|letter|line|lived|longer|loud|lunch|me that|miss|move|need|nobody|not that|of these|off and|off to|one ~s|only ~ing|out at|packed|panel|part|pasta|patel|poor|pound|pressure|rang|remember|retired|round|should|since @|solar|storm|student|swear|tattoo|terrible|they 're|to ~ing|toast|too ~|up my|us $|wait|was my|went|were ~|who|will ~|wonder|you $|~ her|~ how|~ they|~ed my|~ed with|~ing of|~ing on|~s has|~s we|~s ~ly|~s ~s",
  ],
  [
    -9,
    "'s not|'s ~ing|'s ~ly|.LEN0|.LEN1|.OTHERS|JOB and|JOB at|JOB on|KIN if|^ a|^ one|^ when|^^ # ~s|^^ how ~|^^ i @|^^ i JOB ~|^^ i am at|^^ i was|^^ i ~ your|^^ if i|^^ in my|^^ in my ~|^^ it 's a|^^ it 's ~|^^ my ~ @|^^ not ~|^^ the ~ing|^^ ~ # ~s|^^ ~ me|^^ ~ me to|^^ ~ this|^^ ~ ~s to|about the|again|and always|and never|and the|and we|and ~s|arm|asking|at ~|b|bed|been ~ing|bloke|blue|boss|by my|canal|car|castle|class|could|cousin|dinner|do i|down $|fencing|forget|from the|got #|got an|got ~|grandmother|had to|hang|has just|he ~|he ~s|head|help|him|his|holiday|how do|hung|i @|i will|i ~ed|iceland|is $|is at|is it|it was|joke|kind|lad|last|late|light|marathon|match|might ~|mother|mum|nearly|not my|not ~ing|nut|of that|of us|off the|office|on my|out $|out for|out of|parent|parking|party|pilot|plumber|really|roof|rubbish|run|running|say|she ~|shout|sign|sister|sorry|stall|street|team|temperature|the JOB|there $|this|this ~|those|tip|to @|tram|try|turn|up $|waiting|want|was|was a|was ~ing|way|when|who does|whole|would have|wrist|wrong|~ DAY|~ by|~ if|~ed a|~ed me|~ed the|~s of",
  ],
  [
    -6,
    "'re|.MOMENT|DAY $|KIN ~ed|^ he|^ in|^ our|^ the|^ there|^ they|^ we|^ what|^^ a ~|^^ a ~ of|^^ i am in|^^ i am ~ing|^^ i can|^^ i had|^^ i have got|^^ i have no|^^ i would|^^ i ~ the|^^ i ~ed|^^ my JOB|^^ my ~|^^ my ~s are|^^ our ~|^^ the ~ 's|^^ there 's a|^^ ~ 's ~|^^ ~ it|^^ ~ the|^^ ~ ~ed|a ~ing|ago|am ~ed|and me|are ~|book|booked|but|dentist|diabetic|doctor|dog|drum|end|ended|film|garage|got the|got ~ed|gym|had a|has a|has ~ed|have ~s|haven|her ~|how|i had|i would|if|in a|is ~ed|it $|landlord|left|like|live|look|married|me a|me in|me off|mile|new|no ~|of my|of ~|on $|one $|parcel|past|pigeon|send|speak|sunday|taxi|telly|that|that was|that ~|them $|ticket|train|up|up the|very|what|when i|wife|with @|with a|with the|yoga|your|your ~|~ as|~ out|~ was|~ we|~ with|~ed $|~ed for|~ing $|~ing for|~s KIND|~s a",
  ],
  [
    -3,
    "|# $|# ~|'s ~|@ and|@ in|KIN 's|^ i|^ it|^ my|^ not|^^ JOB ~|^^ i am|^^ i am on|^^ i can ~|^^ it 's|^^ my ~ 's|^^ my ~ is|^^ the ~|^^ the ~ ~|^^ ~ me the|^^ ~ ~|a KIN|all|am ~ing|and ~|as a|boat|cut|for #|for a|going|got|have ~|he|he 's|her|in the|long|make|my ~s|now $|of the|off|other|out|shop|sleep|station|t|that 's|the|the ~|there|they|to ~|we|work|would ~|~ $|~ in|~ now|~ off|~ up|~ly ~",
  ],
  [
    3,
    ".CLOCK|.DO|.KIN|.LEN2|@ 's|KIN $|^ #|^ KIND|^^ i have ~ed|^^ i only|^^ ~ the ~|and|and i|are|at|blood|call|can ~|council|ex|for the|gone|have|have a|hip|home|i JOB|i can|i ~|in|is|it ~|language|may|me|monday|morning|never|no|of #|only|our|our ~|scared|so ~|son|them|then|these|these ~s|thursday|too|wedding|with|you ~|~ and|~ at|~ for|~ of|~ since|~ so|~ ~s|~ed in|~ed to|~ed ~|~ing ~|~ly $|~s i|~s in|~s ~",
  ],
  [
    6,
    "# and|# to|'s $|'s all|'s at|'s ~ed|'s ~s|.#|.DAY|.DRUG|@ $|@ ~s|DAY and|DAY i|DO for|DO to|JOB ~s|^ never|^ ~ed|^^ i am a|^^ i am ~|^^ i do|^^ i do DO|^^ i got|^^ i had a|^^ i ~ a|^^ i ~ ~|^^ my ~ ~|^^ she 's|^^ the ~ is|^^ we are ~ing|^^ we ~|a ~ly|about ~|all ~|always $|always ~|am ~|at the|caravan|centre|daughter|doe|ever|every DAY|every ~|eye|food|for me|from|get|grew|have #|have got|heat|i only|in @|in MONTH|in our|in this|in ~s|is a|is now|it 's|keep|leed|lip|living|main|march|me i|moved|my DO|not ~|nothing|novel|of @|of them|one|over|paid|phone|please|post|ring|seat|september|since|skip|so|so no|straight|take|tea|that i|the #|there 's|time|uncle|vet|was ~|was ~ed|we ~|wheelchair|without|~ #|~ about|~ because|~ do|~ had|~ he|~ is|~ not|~ one|~ ~|~ ~ing|~ed from|~ing about|~ing in|~s @|~s at|~s my|~s to",
  ],
  [
    9,
    "# #|# @|# every|# in|# one|'s a|'s how|'s in|'s our|'s the|.LEN3|.MONTH|.NAME|@ DO|@ at|@ on|@ the|@ up|@ who|@ ~ed|DAY for|DAY is|DO any|DO is|KIN and|KIN in|KIND $|KIND too|MONTH $|MONTH i|^ JOB|^ ~ing|^^ he 's|^^ i am #|^^ i am an|^^ i am the|^^ i ~ at|^^ i ~ed my|^^ i ~ed to|^^ ~ 's|^^ ~ 's the|^^ ~ it ~|^^ ~ ~ i|actually|all the|allergic|am a|an|and DAY|and a|are at|aunt|autistic|best|better|both|bowl|boyfriend|breakfast|by|card|child|christma|clean|do DO|dot|drive|eat|english|every|every ~ing|father|fish|fixed|fly|for ~s|fridge|from here|from now|from ~|galway|gas|girl|gluten|goe|grandchildren|hamster|handed|has to|heart|how i|husband|is @|leg|lift|math|may $|me always|me the|me ~|me ~s|milk|moth|moving|mrs|nairobi|nan|now|now @|now on|now the|on a|on ~|on ~s|one on|organ|parrot|pen|perth|physio|portuguese|pottery|pump|ramadan|rule|sentence|short|since ~|smoke|spare|speaking|spring|statin|still|still at|stoma|stroke|sugar|switch|tamil|the KIN|they ~|to be|twin|up for|week|welsh|when you|where|will|with me|with us|with ~|year|you may|zoo|~ @|~ are|~ can|~ from|~ his|~ our|~ed @|~ed up|~ed ~ing|~ing with|~ing ~ed|~ing ~s|~s are|~s every|~s for|~s me|~s not|~s so|~s they|~s with",
  ],
  [
    12,
    "'re ~ing|'s @|.LEN5|@ @|@ from|@ is|@ now|@ ~|DO @|KIN have|KIN of|KIN ~s|KIND so|^ DAY|^ from|^^ i DO to|^^ i have #|^^ i have my|^^ i ~ KIND|^^ i ~ ~ing|^^ my JOB is|^^ my KIN @|^^ my KIN is|^^ that ~|^^ the JOB ~|^^ the KIN DO|^^ there 's my|^^ they ~ ~ed|^^ ~ has|^^ ~ that 's|^^ ~ ~s|^^ ~ ~s me|^^ ~s i|a DAY|a KIND|about me|address|all i|alternate|alway|am $|am an|am ~ly|an @|and @|and it|anything|army|bakery|bank|bar|bear|bike|black|boy|called|canary|coeliac|date|decade|diabete|distance|do|do ~s|does $|down to|explain|friday|from this|grandkid|halal|have my|here on|i DO|i do|if you|inhaler|insulin|is KIND|january|job|lane|law|learning|learnt|leo|machine|me as|metformin|mobile|my @|myself|no ~s|nokia|november|now a|now ~|of MONTH|of a|okonjo|on @|our #|our KIN|passed|polish|rent|rescue|service|she 's|should DO|sing|size|stuff|suggest|swim|the one|to #|to $|to MONTH|turned|type|under|up at|van|ve|vegan|waffle|walk|warfarin|winter|with my|yesterday|~ always|~ have|~ just|~ only|~ than|~ed #|~ed so|~ing so|~ing too|~s #|~s and|~s now|~s off",
  ],
  [
    15,
    "'s it|'s my|.ILL|.KIND|.LEN4|.OFTEN|@ by|@ that|@ to|KIN @|KIN KIN|KIN at|^ being|^ just|^ ~s|^^ i DO|^^ i am with|^^ i ~ DO|^^ i ~ed #|^^ our ~ ~s|^^ we DO|^^ we ~ with|^^ ~ and|a @|account|also|am #|am with|and my|are a|band|because of|bedtime|being ~ed|born|both ~s|boxing|cello|chef|college|consultant|count|does my|drink|evening|family|floor|for my|girlfriend|high|i still|into|is my|is not|is the|island|kilo|lose|market|mine 's|moped|mosque|october|of may|oil|only ~s|or ~|paramedic|partner|pay|peanut|place|print|ramipril|sesame|share|since the|single|sir|so you|so ~ing|splash|start|step|surgery|teach|teal|the only|thing|through|to DAY|town|twice|university|wall|we DO|we have|wear|wednesday|whenever|would you|writing|yes|you to|youngest|your ~s|~ KIND|~ got|~ never|~ed i|~ing #|~ing as|~ing is|~ly ~s|~s on|~s out",
  ],
  [
    18,
    "# now|# so|'s me|@ i|@ we|@ with|DO a|JOB now|JOB of|KIN DO|KIN he|KIND at|^ always|^^ i am JOB|^^ i ~ in|^^ i ~ with|^^ i ~ ~s|^^ it 's @|^^ our ~ is|almond|am JOB|and ~ing|answer|are #|are @|at my|because|been in|been ~ed|big|bristol|brought|by the|chair|colour|county|desk|detail|eldest|favourite|foster|hearing|house|iphone|is #|is what|knee|land|library|life|listen|little|me on|named|now i|of KIN|on to|only the|out in|pork|rabbit|reading|small|so ~s|started|strawberry|swimming|taken|than|too $|top|transferred|use|vegetarian|~ KIN|~ these|~ing that",
  ],
  [
    21,
    '@ #|@ does|@ it|@ my|@ since|^^ i ~ #|^^ i ~ my|^^ my KIN and|^^ the ~ i|^^ ~ to|are all|been my|carer|coriander|credit|decided|diet|each|everything|green|have it|his ~|kilometre|me JOB|month|most|mostly|mr|never ~ed|not the|olive|only $|own|paper|parish|penicillin|pup|salt|saying|singer|stay|teaching|trade|what i|~ no',
  ],
  [
    24,
    "'s KIND|^^ ~ 's at|^^ ~ is|as of|clock|doing|electric|glaucoma|leave|made|mango|midwife|number|pacemaker|passport|pronoun|saving|seeing|surname|with #|~ed ~s",
  ],
  [27, 'instead|meat|mushroom|switched'],
  [30, 'latex'],
];
