import { FactChanges } from '../../../worker/facts.ts';
import type { FactRow } from '../../../worker/store/schema.ts';
import type { CloudFact } from '../../contract/cloud.ts';
import type { ClaimRow } from '../cloud-rows.ts';
import type { Live } from './claims.ts';

/** More facts than hold at once under one key, but for those that a person made up. */
const MOST_OPEN = 16;

/** What was, is and will be under one key, worked out from everything that was said about it, in the order of its dates. */
export function timeline(claims: readonly ClaimRow[]): CloudFact[] {
  const rows = new Map<string, FactRow>();
  const live = withoutRepeats(claims.toSorted(inOrder));
  let open: readonly FactRow[] = [];
  for (const claim of live) {
    const changes = new FactChanges(() => open);
    tell(changes, claim);
    for (const row of changes.rows) rows.set(row.id, row);
    const now = new Map([...open, ...changes.rows].map((row) => [row.id, row]));
    open = [...now.values()].filter(({ validTo }) => validTo === null || validTo > claim.validFrom).slice(-MOST_OPEN);
  }
  const by = new Map(live.map((claim) => [claim.memoryId, claim.fact]));
  return [...rows.values()].map(({ id, matchKey, text, validFrom, validTo, source, at, metadata }) => ({
    kind: 'fact',
    memoryId: id,
    matchKey,
    text,
    validFrom,
    validTo,
    source,
    occurredAt: by.get(id)?.occurredAt ?? at,
    metadata,
  }));
}

function tell(changes: FactChanges, { kind, memoryId, validFrom, fact }: Live): void {
  const { matchKey, text, validTo, source, metadata } = fact;
  if (matchKey !== null && (kind === 'said' || kind === 'ended')) {
    changes.take([{ matchKey, text, ends: kind === 'ended' }], { seq: 0, at: validFrom, source }, () => memoryId);
    return;
  }
  changes.add({ id: memoryId, kind: 'fact', seq: 0, at: validFrom, matchKey, text, validFrom, validTo, source, metadata });
}

/**
 * What repeated a fact while it held was never a fact of its own, and went with it when it was forgotten. What was said after
 * that is said anew.
 */
function withoutRepeats(claims: readonly ClaimRow[]): Live[] {
  let held: ClaimRow | null = null;
  return claims.filter((claim): claim is Live => {
    if (held?.forgotten && claim.kind === 'said' && claim.mark === held.mark && claim.stamp < held.forgotten) return false;
    held = claim.kind === 'ended' ? null : claim;
    return claim.fact !== null;
  });
}

function inOrder(a: ClaimRow, b: ClaimRow): number {
  if (a.validFrom !== b.validFrom) return a.validFrom < b.validFrom ? -1 : 1;
  return a.stamp < b.stamp ? -1 : a.stamp > b.stamp ? 1 : 0;
}
