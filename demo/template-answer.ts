import type { Hit, Recall } from './wire.ts';

const QUESTION = /\?\s*$|^(what|where|when|who|which|how|why|do|does|did|is|are|am|can|could|should|will|would)\b/i;
/** Below it a line has little to do with the question. */
const WORTH_QUOTING = 0.15;
const LONGEST_QUOTE = 160;

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
  const turns = working.filter(({ kind }) => kind === 'turn');
  const statements = [...permanent, ...org, ...turns].filter(({ text }) => !QUESTION.test(firstLine(text)));
  return statements.reduce<Hit | undefined>((best, hit) => (hit.score > (best?.score ?? WORTH_QUOTING) ? hit : best), undefined);
}

function firstLine(text: string): string {
  const line = text.split('\n', 1)[0] ?? '';
  return line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE).trimEnd()}…` : line;
}
