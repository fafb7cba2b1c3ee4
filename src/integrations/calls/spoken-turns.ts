import { LIMITS } from '../../contract/defaults.ts';
import { hashOf } from './signature.ts';

/** What one side said, as a platform's transcript has it. */
export interface Utterance {
  readonly by: 'user' | 'assistant';
  readonly text: string;
  /** Epoch milliseconds; null where the transcript does not say. */
  readonly at: number | null;
}

export interface SpokenTurn {
  readonly turnId: string;
  readonly userText: string;
  readonly assistantText: string;
  readonly occurredAt?: string | undefined;
}

/** What a platform's transcript says, and what its model had recorded of it by tool. */
export interface Transcript {
  readonly utterances: readonly Utterance[];
  /** User texts that were recorded during the call. */
  readonly recorded: readonly string[];
}

/** A turn as it was said, before it has an id. */
interface Exchange {
  readonly user: string[];
  readonly assistant: string[];
  readonly at: number | null;
}

/**
 * The id of a turn that a tool records. Platforms send a call again when its answer was lost, under another signature and
 * with no id of its own, so the turn is known by its words, and by how often the user had said just these by then.
 */
export async function turnIdOf({ userText, assistantText }: Pick<SpokenTurn, 'userText' | 'assistantText'>, utterances: readonly Utterance[]): Promise<string> {
  const words = wordsOf(userText);
  const said = exchangesOf(utterances).filter(({ user }) => wordsOf(textOf(user)) === words).length;
  return idOf(words, assistantText, Math.max(0, said - 1));
}

/** The turns of a transcript that no tool has recorded: what was recorded word for word is left out, the rest is not. */
export async function unrecordedTurns({ utterances, recorded }: Transcript): Promise<SpokenTurn[]> {
  const already = counted(recorded.map(wordsOf));
  const before = new Map<string, number>();
  const turns: SpokenTurn[] = [];
  for (const { user, assistant, at } of exchangesOf(utterances)) {
    const [userText, assistantText] = [textOf(user), textOf(assistant)];
    const words = wordsOf(userText);
    const nth = before.get(words) ?? 0;
    before.set(words, nth + 1);
    if (nth < (already.get(words) ?? 0)) continue;
    const turnId = await idOf(words, assistantText, nth);
    turns.push({ turnId, userText, assistantText, ...(at === null ? {} : { occurredAt: new Date(at).toISOString() }) });
  }
  return turns;
}

/** Each thing the user said with what was answered. Consecutive utterances of one side are one; a greeting belongs to no turn. */
function exchangesOf(utterances: readonly Utterance[]): Exchange[] {
  const exchanges: Exchange[] = [];
  let last: Utterance['by'] = 'assistant';
  for (const { by, text, at } of utterances) {
    if (text.trim() === '') continue;
    if (by === 'user' && last === 'assistant') exchanges.push({ user: [], assistant: [], at });
    exchanges.at(-1)?.[by].push(text.trim());
    last = by;
  }
  return exchanges;
}

/** A turn is stored by a call whose body is bounded; nobody speaks so much at a stretch. */
const textOf = (parts: readonly string[]): string => parts.join(' ').slice(0, LIMITS.queryBytes);

const idOf = async (words: string, assistantText: string, nth: number): Promise<string> =>
  `turn_${(await hashOf(JSON.stringify([words, wordsOf(assistantText), nth]))).slice(0, 32)}`;

/** A text without what a model changes when it copies: case, punctuation, spacing. */
function wordsOf(text: string): string {
  const words = text
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{M}\p{N}]+/gu);
  return words ? words.join(' ') : text.trim();
}

function counted(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
