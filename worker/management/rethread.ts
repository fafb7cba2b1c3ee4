import type { HybridIndex, KnownTerms } from '../search/hybrid.ts';
import { CONTEXT_LINES, episodePassages } from '../search/utterances.ts';
import type { EpisodeRow } from '../store/schema.ts';

/**
 * Makes the passages of a session's turns anew from the `first` on, as if no other turns had ever been: a line is embedded
 * with the lines before it, and neighbours lend each other words. Passages that read as before keep their vectors.
 * Returns the session's last lines, for its next turn.
 */
export function rethread(index: HybridIndex, turns: readonly EpisodeRow[], first: number, counted: KnownTerms): readonly string[] {
  let lines = linesBefore(turns, first);
  const following = turns.slice(first).map((turn) => {
    const made = episodePassages(turn, lines);
    lines = made.lines;
    return { turn, passages: made.passages };
  });
  const kept = following.flatMap(({ turn }) => index.passagesOf(turn.id).map((passage) => ({ passage, vector: index.vectorOf(passage.id) })));
  // all leave before the first comes back: neighbours are those added one after another
  for (const { turn } of following) index.removeItem(turn.id);
  const before = new Map(kept.map((each) => [each.passage.id, each]));
  for (const made of following.flatMap(({ passages }) => passages)) {
    const known = before.get(made.id);
    const same = known?.passage.denseText === made.denseText ? known : null;
    const passage = same?.passage ?? made;
    index.add(passage, counted(passage));
    if (same?.vector) index.setVector(passage.id, same.vector);
  }
  return lines;
}

/** The last lines said before a turn. */
function linesBefore(turns: readonly EpisodeRow[], first: number): readonly string[] {
  let lines: readonly string[] = [];
  for (let i = first - 1; i >= 0 && lines.length < CONTEXT_LINES; i--) lines = [...episodePassages(turns[i]!, []).lines, ...lines];
  return lines.slice(-CONTEXT_LINES);
}
