import type { CloudEpisode, CloudFact } from '../../src/contract/cloud.ts';
import type { EpisodeRow, FactRow } from '../store/schema.ts';

/** A fact as the cloud told it last. */
export interface ToldFact extends Pick<FactRow, 'at' | 'matchKey' | 'text' | 'validFrom' | 'validTo' | 'source' | 'metadata'> {
  /** Number in the log of the page that told it. */
  readonly mark: number;
}

/**
 * A fact's row that keeps beside it what the cloud told, so that local writes which the cloud does not know yet can be made on top
 * of that again. It goes with the row, also when the fact is forgotten.
 */
export interface ToldFactRow extends FactRow {
  readonly told: ToldFact;
}

/** An episode's row with the number of the page that told it last: it does not change, so that is all there is to keep. */
export interface ToldEpisodeRow extends EpisodeRow {
  readonly told: number;
}

/** What the cloud told of a fact; null for one that it never told. */
export function toldFact(row: FactRow | undefined): ToldFact | null {
  if (!row || !('told' in row)) return null;
  const { told } = row;
  // a damaged row reads as never told
  return typeof told === 'object' && told !== null && 'mark' in told && 'validFrom' in told && 'text' in told
    ? // oxlint-disable-next-line typescript/no-unsafe-type-assertion
      (told as ToldFact)
    : null;
}

/** The number of the page that told a row last; 0 for one that was never told. */
export function markOf(row: FactRow | EpisodeRow): number {
  if (row.kind === 'fact') return toldFact(row)?.mark ?? 0;
  return 'told' in row && typeof row.told === 'number' ? row.told : 0;
}

/** A row as it was told. */
export function rowAsTold(id: string, told: ToldFact, seq: number): ToldFactRow {
  const { at, matchKey, text, validFrom, validTo, source, metadata } = told;
  return { id, kind: 'fact', seq, at, matchKey, text, validFrom, validTo, source, metadata, told };
}

export function factAsTold({ occurredAt, matchKey, text, validFrom, validTo, source, metadata }: CloudFact, mark: number): ToldFact {
  return { mark, at: occurredAt, matchKey, text, validFrom, validTo, source, metadata };
}

export function episodeAsTold(episode: CloudEpisode, seq: number, mark: number): ToldEpisodeRow {
  const { memoryId, sessionId, turnId, userText, assistantText, userName, occurredAt } = episode;
  return { id: memoryId, kind: 'episode', seq, at: occurredAt, sessionId, turnId, userText, assistantText, userName, told: mark };
}

/** True when both say the same, whenever they were written. */
export function saysTheSame(a: ToldFact | FactRow, b: ToldFact | FactRow): boolean {
  const said = ({ at, matchKey, text, validFrom, validTo, source, metadata }: ToldFact | FactRow): string =>
    JSON.stringify([at, matchKey, text, validFrom, validTo, source && [source.sessionId, source.turnId], metadata]);
  return said(a) === said(b);
}
