import { CHANGE_EXPRESSIONS } from './changes.ts';
import { CLAUSE_EXPRESSIONS } from './clauses.ts';
import { PEOPLE_EXPRESSIONS } from './close-people.ts';
import { CORRECTION_EXPRESSIONS } from './corrections.ts';
import { GUARD_EXPRESSIONS } from './guards.ts';
import { LASTING_EXPRESSIONS } from './lasts.ts';
import { NOTE_EXPRESSIONS } from './notes.ts';
import { OPENER_EXPRESSIONS } from './openers.ts';
import { HEALTH_EXPRESSIONS } from './rules/health.ts';
import { MENTION_EXPRESSIONS } from './rules/people.ts';
import { TIME_EXPRESSIONS } from './rules/when.ts';

/** What the grammar tries on most turns, whatever rule then reads them. */
export const SHARED_EXPRESSIONS: readonly RegExp[] = [
  ...CLAUSE_EXPRESSIONS,
  ...PEOPLE_EXPRESSIONS,
  ...CORRECTION_EXPRESSIONS,
  ...GUARD_EXPRESSIONS,
  ...OPENER_EXPRESSIONS,
  ...CHANGE_EXPRESSIONS,
  ...NOTE_EXPRESSIONS,
  ...LASTING_EXPRESSIONS,
  ...HEALTH_EXPRESSIONS,
  ...MENTION_EXPRESSIONS,
  ...TIME_EXPRESSIONS,
];
