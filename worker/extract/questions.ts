const ASKS =
  /[,]\s*(?:(?:so|and|but) )?(?=(?:what|who|where|when|why|how|which|can|could|do|does|did|is|are|will|would|should|shall|any|may|have you|has|got)\b)|\s+(?:so|and|but) (?=(?:what|where|when|why|how|which|can|could|do you|does|should|are there|is there)\b)/giu;
const ASKS_BACK =
  /\b(?:right|correct|true|sure|really|so)$|^[,\s]*(?:(?:so|and|but)\s+)?(?:do|did|don't|am|have|was|aren't|didn't|haven't) i\b|\bor i\b|\bisn't (?:it|that)\b|\bis (?:it|that|this)(?: (?:right|correct|true|so|ok|okay|not))?$|\bremember\b|\bthink\b/iu;

/** What a question states on the way: "I'm allergic to nuts, so what should I eat?". Empty when it states nothing. */
export function statedBefore(question: string): string {
  const last = [...question.matchAll(ASKS)].at(-1);
  if (last === undefined) return '';
  const asked = question.slice(last.index);
  return ASKS_BACK.test(asked.trim()) ? '' : question.slice(0, last.index).trim();
}
