// Written by test/eval/facts/fit.ts from test/eval/facts/lasting.tsv.

/** Signs of what lasts and of what passes, in tenths, with `|` between those of one weight. */
export const WEIGHTS: readonly (readonly [number, string])[] = [
  [-36, '^^ one of|friend'],
  [-33, 'bin|bob|kept|meeting|were'],
  [-30, '^^ we are in|bought|coming|feel|i could|met|porsche|rome|sure'],
  [-27, "'s over|^^ i have to|^^ ~ up|and he|broke|his KIN|might|minute|paris|quid|see|spain|think|traffic|visiting|~ed out"],
  [
    -24,
    "'s KIN|^^ in the|^^ in the ~|asleep|buy|fox|guess|heard|her KIN|mad|mess|more|of it|queue|remind|said|saw|should ~|soap|sold|some|song|that $|that one|we had|~ who",
  ],
  [
    -21,
    '^ how|^^ i am not|^^ i ~ it|^^ i ~ this|^^ the ~ ~s|^^ ~ ~ ~|a DO|cancelled|died|empty|find|finished|french|headache|hold|if i|lima|love|man|neighbour|off $|point|raining|ran|sick|stuck|they ~ed|thinking|to it|tonight|won|~ how',
  ],
  [
    -18,
    "^^ that 's|^^ ~ i|^^ ~ me a|are ~ed|ask|away|bit|chap|delhi|done|door|go|ha|had|here $|hour|how ~|it on|lived|ll|luck|maybe|move|pizza|quit|rain|somebody|soup|stayed|stopped|thank|told|used|used to|version|wish|~ they|~ this|~ what|~s can|~s only",
  ],
  [
    -15,
    'DAY ~|^^ i ~ that|^^ i ~ to|^^ i ~ed a|^^ i ~ed the|and the|cold|cook|cup|did|feet|i would|learn|lovely|mate|mind|once|open|out $|question|she ~|something|swear|teacher|the JOB|today|tomorrow|was a|~ed a',
  ],
  [
    -12,
    '.LEN0|.OTHERS|DAY $|^ that|^ what|^ ~ly|^^ i ~ i|^^ i ~ed in|^^ my ~ing|^^ ~ me ~|again|are ~ing|back|came|didn|everyone|from the|he ~s|is ~ing|last|late|lost|on my|retired|run|should|tell|up|was|went|who|you $|~ing on|~s ~s',
  ],
  [
    -9,
    '.LEN1|^^ my JOB|am not|d|email|had a|kid|know|lad|longer|mum|need|of ~|off the|out of|over $|say|that|this|too ~|understand|way|~ DAY|~ with|~ed me|~ed my|~ed the|~ing the',
  ],
  [-6, "'s ~ing|^ the|^^ my ~|^^ the @|^^ the ~ 's|^^ ~ the|at ~|car|got|i ~ed|in the|just ~|key|live|no ~|off|one $|to @|what|when|with @|~ed $|~ing $"],
  [-3, '|.MOMENT|^ i|^ my|^ our|^ she|^^ i JOB ~|^^ i am ~ing|^^ i was|^^ i ~ed|^^ ~ me|doctor|dog|it $|left|sister|t|the ~|to ~|train|want|we|~ $|~ in'],
  [3, ".KIN|@ $|@ the|and|at the|for me|have|i ~|in|it 's|vegan|~ ~s|~ed @"],
  [
    6,
    "'s the|'s ~ed|.#|.DO|JOB ~s|KIND $|MONTH $|^^ i am a|^^ i am ~|^^ i ~ a|by|drive|every ~|for the|friday|girl|husband|in @|me|moved|on ~|since|they ~|year|~ #|~ at|~ is|~ ~|~ ~ing|~s are",
  ],
  [
    9,
    "'s @|'s in|.DAY|.LEN3|.NAME|^ JOB|^^ i am #|^^ i ~ ~|^^ i ~ ~ing|a DAY|am a|am ~|anything|bank|both|boy|bristol|from|goe|i DO|is @|me ~|now|on a|one|swim|take|the #|the KIN|to be|we have|week|~ @|~ from|~ing ~s|~s me",
  ],
  [
    12,
    "'s a|.MONTH|@ @|@ ~|KIN in|KIN ~s|^ ~ing|^^ my KIN is|^^ ~ 's|^^ ~ ~s|an|band|called|cello|coeliac|eat|every|from ~|into|job|lift|of MONTH|on ~s|passed|she 's|so|ve|with me|with my|youngest|~ have|~ed so|~s #|~s and|~s with",
  ],
  [
    15,
    '# #|.ILL|.OFTEN|@ to|DO a|KIN @|^^ i DO to|^^ i am with|^^ i ~ DO|^^ my KIN @|account|also|alway|am #|am with|and a|and it|both ~s|by the|college|count|do|each|have it|i do|is my|is the|knee|law|little|milk|on @|peanut|singer|start|the one|thing|to #|twice|type|walk|wednesday|~ KIND|~ always|~ never|~ only|~ing #|~ing is|~s out',
  ],
  [
    18,
    "'s KIND|'s my|.KIND|.LEN5|@ is|@ that|JOB now|^ DAY|^ ~s|^^ i DO|^^ i ~ my|^^ i ~ with|^^ i ~ ~s|a @|and my|big|chair|colour|detail|do ~s|drink|evening|everything|family|foster|girlfriend|high|i still|is #|leave|market|number|only $|pacemaker|partner|rabbit|started|taken|teach|through|to DAY|use|van|vegetarian|wear|with ~|would you|~ed i",
  ],
  [
    21,
    "# in|# now|.LEN4|@ #|@ i|@ we|KIND at|^ always|^^ i ~ #|^^ i ~ in|^^ it 's @|^^ my JOB is|^^ our ~ is|^^ the ~ i|^^ ~ and|and @|brought|coriander|diet|doing|favourite|floor|for my|hearing|here on|iphone|life|made|month|most|now i|october|own|penicillin|place|pronoun|saving|saying|so ~ing|so ~s|we DO|with #|~ KIN|~ing that|~s on",
  ],
  [
    24,
    "'s me|@ it|@ since|JOB of|as of|been ~ed|born|carer|clock|county|credit|decided|eldest|green|his ~|house|is what|library|listen|mango|midwife|named|not the|salt|seeing|small|stay|surname|than|~ed ~s",
  ],
  [
    27,
    "@ does|@ my|KIN DO|KIN he|^^ my KIN and|^^ ~ 's at|^^ ~ to|because|electric|glaucoma|kilometre|me JOB|meat|mostly|mr|never ~ed|olive|paper|parish|passport|switched|too $|top|what i|~ these",
  ],
  [30, '^^ ~ is|answer|latex|me on|mushroom|~ no'],
  [33, 'instead'],
];
