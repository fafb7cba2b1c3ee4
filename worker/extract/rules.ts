import type { ExtractedFact } from './extractor.ts';
import { BODY_RULES } from './rules/body.ts';
import { FAVORITE_RULES } from './rules/favorite.ts';
import { NAME_RULES } from './rules/name.ts';
import { mentions, PEOPLE_RULES } from './rules/people.ts';
import { PLACE_RULES } from './rules/place.ts';
import type { Context, Rule } from './rules/rule.ts';
import { SELF_RULES } from './rules/self.ts';
import { TASTE_RULES } from './rules/taste.ts';
import { WORK_RULES } from './rules/work.ts';

/** All ways of saying something that the grammar knows; the first that yields facts speaks for its clause. */
export const RULES: readonly Rule[] = [
  ...PLACE_RULES,
  ...BODY_RULES,
  ...SELF_RULES,
  ...PEOPLE_RULES,
  ...FAVORITE_RULES,
  ...TASTE_RULES,
  ...WORK_RULES,
  ...NAME_RULES,
];

/** No statement looked for is longer; what follows is not read. */
const READ = 400;

/** What one clause says, its openers taken off. */
export function readClause(clause: string, lowerCase: boolean): readonly ExtractedFact[] {
  const text = clause.slice(0, READ);
  const context: Context = { lowerCase, clause: text };
  for (const rule of RULES) {
    const found = rule.head.exec(text);
    if (found === null) continue;
    const facts = rule.read(text.slice(found[0].length), found, context);
    if (facts.length > 0) return [...facts, ...mentions(text)];
  }
  return mentions(text);
}
