import type { ExtractedFact } from './extractor.ts';
import { holds, over } from './facts.ts';
import { AFTERTHOUGHT } from './notes.ts';
import { inThirdPerson } from './phrases.ts';
import { ANYMORE } from './rules/rule.ts';
import { slug } from './slug.ts';

/** What is named: a few words up to where, when and why. */
const NAMED = String.raw`((?:the |my |our |that |all that |his |her )?[\p{L}\p{N}'&.-]+(?: (?!(?:in|on|at|to|for|with|and|or|but|so|because|since|after|before|from|by|last|this|when|which|who|that|is|was|are|were|has|had|have|it|i|we|my|now|altogether|completely|entirely|ages|years|two|three|a|an|any|over|business|stuff|thing|yesterday|today|as|went|up|down|out|off)(?![\p{L}']))[\p{L}\p{N}'&.-]+){0,2})`;
const DONE =
  "sold|traded in|traded|swapped|ditched|dropped|scrapped|binned|cancelled|canceled|packed in|jacked in|chucked in|knocked|gave up|given up|giving up|quit|stopped(?: \\p{L}+ing)?|left|finished with|finished at|done with|through with|gone off|went off|came off|come off|coming off|taken me off|took me off|moved me off|got rid of|getting rid of|rehomed|lost|stood down (?:as|from)|stepped down (?:as|from)|retired from|resigned (?:as|from)|walked out of|moved (?:out of|on from|away from|from)|relocated from|(?:switched|changed|transferred|swapped|switching|gone)(?: over)? from|instead of|in place of|rather than|replac(?:es|ed|ing)|no more|no need for|goodbye to|not touched|n't touched|enough of|fed up with|split (?:up )?(?:with|from)|broke up with|broken up with|divorced|over with|drop|scrap|nicked|stole|outgrown|grown out of|kicked|dumped|closed|deleted|returned|gave away|given away|cut out|cancelled (?:the|my)|put down|had to let|let";
const GONE =
  "retired|moved out|moved away|moved on|passed away|passed on|died|left|(?:is|are|has|have|'s|'ve) (?:all |completely |totally |finally )?(?:gone|over|done|finished|ended|no more|history)|(?:was|were|been|got|'s been|has been) (?:\\p{L}+ )?(?:stolen|nicked|sold|written off|shifted|moved|changed|cancelled|canceled|scrapped|knocked|closed|replaced|swapped|rebooked|put down|cured|dropped)|closed|shut|packed up|could(?:n't| not) cope|(?:nearly |almost )?(?:killed|broke|finished) me|did(?:n't| not) work out|is up|went|conked out|can whistle|do(?:es)?n't (?:bother|affect|scare) me|ran away|used to be";
const OBJECT = new RegExp(
  String.raw`(?<![\p{L}])(?:${DONE}) (?!(?:it|that|this|them|there|here|me|you|home|work early|early|a|an|any)(?![\p{L}']))${NAMED}`,
  'iu',
);
const SUBJECT = new RegExp(
  String.raw`(?:^|(?<= )(?:and|but|says|so) )(?:and |but |so |oh |well |(?:me|i) and )?${NAMED}(?:'s been (?=shifted|moved|changed|cancelled|canceled|replaced|sold|stolen|nicked|knocked|closed)\p{L}+| (?:and (?:me|i) (?:are done|split(?: up)?|broke up|are over|have split)|are done|(?:(?:just|finally|sadly|has|have) )?(?:${GONE})))(?![\p{L}])`,
  'iu',
);
const NEGATED = new RegExp(String.raw`^(?:i|we) (?:no longer|do not|don't|am not|are not|never)(?: \p{L}+)? (?:at |on |for |with |to |in )?${NAMED}`, 'iu');
const TO = new RegExp(
  String.raw`(?<![\p{L}])(?:(?:switched|swapped|changed|moved|gone|transferred|upgraded|traded|converted|shifted|rebooked|put me|moved me|switched me|transferred me|been (?:moved|shifted|switched|changed|put))(?:(?! to ).){0,32}? (?:over )?(?:to|onto|on to|for|on|under)|replaced (?:it|him|her|them|that) with|it's|we're (?:with|at|on)|i am (?:with|at|on)|gets|use) ${NAMED}(?=(?:.*(?:now|instead|these days|nowadays|in place of|from (?:today|now)))?)`,
  'iu',
);
const SURELY =
  /(?<![\p{L}'])(?:now|instead|these days|nowadays|in place of|from (?:today|now on)|switched|swapped|traded|upgraded|rebooked|shifted|moved me|put me)(?![\p{L}'])/iu;
const UNSURE =
  /(?<![\p{L}'])(?:if|would|could|should|might|may|maybe|perhaps|want|wish|hope|think|thinking|going to|gonna|try(?:ing)?|never (?:sold|left|quit|stopped)|almost|can you|could you|please|also|too$|too,|as well|besides|does anyone|who|what|why|how|where)(?![\p{L}'])/iu;

/** What a clause says is over, by what it names, and what has come in its place. The key is found among what holds. */
export function changes(whole: string): readonly ExtractedFact[] {
  const clause = whole.replace(AFTERTHOUGHT, '');
  if (clause.length > 200 || UNSURE.test(clause)) return [];
  const found =
    OBJECT.exec(clause)?.[1] ?? SUBJECT.exec(clause)?.[1] ?? (ANYMORE.test(clause) || /no longer/iu.test(clause) ? NEGATED.exec(clause)?.[1] : undefined);
  const gone = found?.replace(/^(?:the|my|our|that|all that|his|her) /iu, '').replace(/'s$/u, '');
  const next = SURELY.test(clause) ? TO.exec(clause)?.[1] : undefined;
  const other =
    next === undefined || next === found || /^(?:the|my|it|me|not|a|an|i|we|all|just|so|over|time|fine|there|here)$/iu.test(next) || slug(next) === ''
      ? undefined
      : next;
  return [
    ...(gone === undefined || slug(gone) === '' ? [] : over('user.any', `User no longer has ${gone}`)),
    ...(other === undefined ? [] : holds(`user.changed.${slug(other)}`, `User has changed to ${inThirdPerson(other)}`)),
  ];
}

/** What a first turn would wait for: expressions that take milliseconds to compile. */
export const CHANGE_EXPRESSIONS: readonly RegExp[] = [OBJECT, SUBJECT, NEGATED, TO, SURELY, UNSURE];
