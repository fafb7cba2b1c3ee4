import type { Hit, Recall } from './wire.ts';

const QUESTION = /\?\s*$|^(what|where|when|who|which|how|why|do|does|did|is|are|am|can|could|should|will|would)\b/i;

/**
 * Stands in for a language model: quotes the best recalled line to a question, and otherwise confirms. Only one line,
 * because what the assistant says is remembered too.
 */
export function templateAnswer(userText: string, recall: Recall): string {
  if (!QUESTION.test(userText)) return 'Noted.';
  const best = bestHit(recall);
  return best ? `You have this on file: “${firstLine(best.text)}”` : 'I have nothing on that yet.';
}

function bestHit({ working, permanent, org }: Recall): Hit | undefined {
  const said = working.filter(({ kind }) => kind === 'turn');
  return [...permanent, ...org, ...said].reduce<Hit | undefined>((best, hit) => (hit.score > (best?.score ?? 0) ? hit : best), undefined);
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
