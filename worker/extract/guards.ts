/** Opens someone else's text or a game: nothing after it, in this turn, is about the user. */
const FICTION =
  /^(?:(?:ok|okay|now|hey|please|can you|could you|will you|would you|i want you to|i need you to|help me|let'?s|let us|just) )*(?:translate|pretend|imagine|play (?:a|the) (?:game|role|part)|role-?play|you be (?:the|an?|my)|act (?:as|like)|write|draft|compose|repeat|rephrase|reword|proofread|paraphrase|summari[sz]e|suppose|assume|spell(?! every)|complete the|knock,? knock|fill in|transcribe|read (?:this|the following)|correct (?:this|the|my) (?:sentence|text|grammar)|fix (?:this|the|my) (?:sentence|text|grammar)|how (?:do|would|can) (?:you|i|we) (?:say|spell|write|pronounce|translate)|what does .{1,60} mean)\b|\b(?:the lyrics|song goes|poem goes|hypothetically|in character|for (?:the|my|a) (?:story|novel|script|role))\b/iu;

/** Takes back what came before it in the turn. */
const TAKEN_BACK =
  /(?:^|\b(?:just|only|i am|was|totally) )(?:kidding|joking)\b(?! aside)|^(?:i am |i was )?(?:just |only )?(?:pulling your leg|messing with you)|\bj\/?k$|^(?:just )?jk\b|^psych$|\b(?:i made (?:that|it) up|i was lying|i lied|that(?:'s| is| was) (?:a lie|a joke|not true|false)|scratch that|april fools?)\b/iu;
const NOT_TAKEN_BACK = /\b(?:not|no|aren't|never|you are|you're|are you|must be|he was|she was) (?:just |only )?(?:kidding|joking)\b/iu;

/** Said by, thought by or told of someone else, unreal, or long ago: blocks the rest of its sentence. */
const UNREAL = new RegExp(
  [
    String.raw`\b(?:if|unless|whether|suppose|supposing|imagine|imagining|pretend(?:ing|ed)?|hypothetically|wish(?:es|ed)?|as though|fe(?:el|els|lt) like|in theory)\b`,
    String.raw`(?<!\bi )\b(?:said|says|saying|told|tells|claims?|claimed|thinks?|thought|believes?|believed|asked|asks|wrote|writes|texted|mentioned|jokes?|joked|insists?|insisted|swears?|swore|assumes?|assumed|guessed|reckons?|replied|shouted|answered|quoted?)\b`,
    String.raw`\b(?:i (?:heard|dreamed|dreamt|read|pretended|lied|once)|according to|rumou?r has it|not true|isn't true|untrue|false that|never said|did ?n[o']?t say|lie that|lying|my character|for example|for instance|e\.g)\b`,
    String.raw`\bin (?:the|my|this|that|a|another|an alternate) (?:video )?(?:game|movie|story|dream|dreams|novel|book|play|show|film|series|song|simulation|scenario|life|universe|world|role|past|old days)\b`,
    String.raw`\b(?:when|while|before|until) i was\b|\bas a (?:kid|child|teenager|teen|boy|girl|baby|student)\b|\bgrowing up\b|\bback (?:then|in)\b|\bin those days\b|\byears ago\b|\bin (?:college|high school|school|university)\b|\bat the time\b`,
  ].join('|'),
  'iu',
);

/** A request, a wish or a negation: it reaches over "and" to the next clause, and to no other. */
const OPEN_ENDED =
  /^(?:do|does|did|is|are|am|was|were|will|would|can|could|should|shall|may|might|have|has|had|what|who|where|when|why|how|which|let'?s)\b|\b(?:would|could|might|maybe|perhaps|probably|possibly|used to|want(?:ed)? to|hop(?:e|ing) to|plan(?:ning)? to|going to|gonna|about to|trying to|thinking (?:of|about)|consider(?:ing)?)\b/iu;
const GOVERNING =
  /(?<!\b(?:moved|moved back|relocated|allergic|married|engaged|go|went|due) )\bto\b|\b(?:will|would|can|could|should|must|might|may|did|didn't|don't|do not|doesn't|cannot|can't|won't|never|not|no longer|used)\b/iu;

/** Makes its own clause no statement of fact, wherever it stands in it. */
const HEDGE =
  /(?<!\bas )\b(?:if|unless|whether|maybe|perhaps|probably|possibly|supposedly|allegedly|hypothetically|apparently|wish|wished|pretend|pretending|in theory|in my dreams?|in another life|in the game|not really|used to|yet to|when i was|when i grow up|as an? (?:kid|child|teenager|teen|boy|girl|baby)|growing up|back then|until i|before i|in the past|or not|or something|kind of|sort of|as a joke|jokingly|sarcastically|in (?:the|my|this|that|a) (?:movie|story|dream|novel|book|film|simulation|scenario))(?![\p{L}'])|\b(?:right|huh|do i|am i|isn't it|is it|don't i|aren't i)$|\b(?:he|she|they|everyone|people|someone) (?:said|says|say|told|claims?|claimed|thinks?|thought|wrote|joked)\b/iu;
const HARMLESS =
  /,? *\b(?:if (?:that|it) (?:matters|helps|is relevant)|if you(?:'re| are| were)? (?:wondering|curious|asking|interested|must know|want to know|didn't know|did not know)|in case you (?:need|want|forgot|were wondering|didn't know)[^,]*|right now)/giu;
const ATTRIBUTED = /,\s*(?:i |(?:my )?\p{L}+(?: \p{L}+)? )(?:said|says|told|replied|joked|claimed|claims|wrote|thinks)\b[^,]{0,20}$|, or so \b/iu;

/** Does this sentence open text that is not about the user: a translation, a role, a letter? */
export const opensFiction = (sentence: string): boolean => FICTION.test(sentence);

/** "Just kidding." */
export const takesBack = (sentence: string): boolean => TAKEN_BACK.test(sentence) && !NOT_TAKEN_BACK.test(sentence);

/** "I live in Rome, he said." */
export const isAttributed = (sentence: string): boolean => ATTRIBUTED.test(sentence);

/** Does this clause make all that follows it in its sentence unsafe? */
export const unreal = (clause: string): boolean => UNREAL.test(clause.replace(HARMLESS, ' '));

/** Does this clause reach over "and" to the next one? */
export const openEnded = (clause: string): boolean => OPEN_ENDED.test(clause);

/** Does this clause govern a verb whose subject was left out: "I want to live in Delhi and work at Acme"? */
export const governs = (clause: string): boolean => GOVERNING.test(clause);

/** Is this clause, taken alone, uncertain, a wish, a plan or past? */
export const hedged = (clause: string): boolean => HEDGE.test(clause);

/** The clause without "if that helps", "right now" and their like. */
export const withoutFillers = (clause: string): string => clause.replace(HARMLESS, ' ').replace(/\s+/gu, ' ').trim();

/** What a first turn would wait for: expressions that take milliseconds to compile. */
export const GUARD_EXPRESSIONS: readonly RegExp[] = [FICTION, TAKEN_BACK, UNREAL, OPEN_ENDED, GOVERNING, HEDGE, HARMLESS, ATTRIBUTED];
