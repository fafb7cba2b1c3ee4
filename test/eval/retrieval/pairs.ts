import { render, type Doc } from './data.ts';

/** What one turn of the contract carries. */
export interface Pair {
  readonly date: string | undefined;
  readonly userText: string;
  readonly assistantText: string;
}

/** Lines of a talk as turns: a run of the user's and the run that answers it, never across a date. */
export function pairsOf(docs: readonly Doc[]): Pair[] {
  const pairs: { date: string | undefined; user: string[]; assistant: string[] }[] = [];
  for (const doc of docs) {
    const last = pairs.at(-1);
    const open = last?.date === doc.date && !(doc.role === 'user' && last && last.assistant.length > 0) ? last : undefined;
    const pair = open ?? { date: doc.date, user: [], assistant: [] };
    if (!open) pairs.push(pair);
    pair[doc.role === 'user' ? 'user' : 'assistant'].push(render(doc));
  }
  return pairs.map(({ date, user, assistant }) => ({ date, userText: user.join('\n'), assistantText: assistant.join('\n') }));
}
