import { contentWords } from '../../../worker/search/tokens.ts';
import type { EpisodeRow } from '../../../worker/store/schema.ts';

/** The latest turns need no brief: they are shown themselves. */
const SHOWN_TURNS = 4;
const TOPICS = 8;
/** Turns looked at; a brief of a very long call is about its later part. */
const WINDOW = 60;

/** Words of any talk, which say nothing of what it was about. */
const FILLERS = new Set(
  'please name live lives living yes yeah okay thanks thank hello want wants need needs know think really like likes going gonna much well good great sure lot lots make made take took tell told said say let get got see look come came time today tomorrow yesterday also maybe something anything thing things would could should will can just now new one two first last next still back way'.split(
    ' ',
  ),
);

/** Short words of other scripts carry meaning: 寿司, чай. */
const BEYOND_ASCII = /\P{ASCII}/u;

/** Most frequent content words of the user's lines, in order of frequency, then of first mention. */
function topics(turns: readonly EpisodeRow[]): string[] {
  const counts = new Map<string, number>();
  for (const turn of turns)
    for (const word of new Set(contentWords(turn.userText.slice(0, 2000))))
      if (!FILLERS.has(word) && (word.length > 3 || BEYOND_ASCII.test(word))) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, TOPICS)
    .map(([word]) => word);
}

/** What the call has been about before its latest turns; empty while there is nothing before them. */
export function runningBrief(turns: readonly EpisodeRow[]): string {
  const earlier = turns.slice(-WINDOW - SHOWN_TURNS, -SHOWN_TURNS);
  return earlier.length === 0 ? '' : `Earlier in this call: ${topics(earlier).join(', ')}.`;
}

/** What a finished call was about, for the one after it. */
export function finalBrief(turns: readonly EpisodeRow[]): string {
  const words = topics(turns.slice(-WINDOW));
  return words.length === 0 ? '' : `talked about ${words.join(', ')}.`;
}
