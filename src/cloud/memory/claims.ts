import { textHash } from '../../../worker/search/text-hash.ts';
import { TERMS, type ClaimedFact, type ClaimRow, type TurnRow } from '../cloud-rows.ts';
import type { CloudReader, CloudWriter } from '../cloud-store.ts';
import { isBuriedWithSource, isBuriedWithUser, memoryBurial } from './burials.ts';
import { dateOf, stampOf, type ToldEvent } from './told.ts';

/** Keys may hold a user's words, so what is left of something forgotten knows them by their hash. A fact without a key has one of its own. */
function keyOf(matchKey: string | null, memoryId: string): string {
  return textHash(JSON.stringify(matchKey === null ? [memoryId] : matchKey));
}

type Claimed = Pick<ClaimRow, 'kind' | 'memoryId' | 'validFrom'> & { readonly fact: ClaimedFact };

function claimRow(event: ToldEvent, { fact, ...claim }: Claimed): ClaimRow {
  return {
    ...claim,
    id: JSON.stringify([event.id, claim.memoryId]),
    eventId: event.id,
    key: keyOf(fact.matchKey, claim.memoryId),
    mark: textHash(fact.text),
    stamp: stampOf(event),
    active: claim.kind === 'imported' || claim.kind === 'edited',
    fact,
    forgotten: null,
  };
}

/** What an event says about facts. Of two sayings under one id in one event the last counts. */
export function claimsOf(event: ToldEvent, turn: TurnRow | null): ClaimRow[] {
  const { told } = event;
  if (told.kind === 'turn' && turn) {
    const { sessionId, turnId, occurredAt } = turn;
    return (told.turn.facts ?? []).map(({ matchKey, text, ends, memoryId = `mem_${event.id}_${textHash(matchKey)}` }) => {
      const fact = { matchKey, text, validTo: null, source: { sessionId, turnId }, occurredAt, metadata: {}, dated: true };
      return claimRow(event, { kind: ends ? 'ended' : 'said', memoryId, validFrom: occurredAt, fact });
    });
  }
  if (told.kind === 'import') {
    return told.items.map(({ memoryId, matchKey = null, text, validFrom, validTo = null, source = null, occurredAt = null, metadata = {} }) => {
      const fact = { matchKey, text, validTo, source, occurredAt, metadata, dated: validFrom !== undefined };
      return claimRow(event, { kind: 'imported', memoryId, validFrom: validFrom ?? event.at, fact });
    });
  }
  if (told.kind !== 'edit') return [];
  const { memoryId, validFrom, matchKey, text, validTo, metadata } = told.edit;
  return [claimRow(event, { kind: 'edited', memoryId, validFrom, fact: { matchKey, text, validTo, source: null, occurredAt: null, metadata, dated: true } })];
}

/** A claim with its fact. */
export type Live = ClaimRow & { readonly fact: ClaimedFact };

/** The claim about a memory that counts, and the one that is left of it where it was forgotten before. */
export interface Standing {
  readonly live: Live | null;
  readonly ghost: ClaimRow | null;
}

/**
 * Takes what was forgotten out of the claims about a memory. One of them stays without its words, so that an older turn that
 * said the same does not bring it up again. An import that came later than the tombstone tells the fact anew.
 */
export function layToRest(rows: CloudWriter, memoryId: string): void {
  const claims = rows.find('claims', TERMS.memory(memoryId));
  const gone = claims.filter((claim) => {
    const source = claim.fact?.source;
    return isTold(claim) && (isBuriedWithUser(rows, claim.stamp) || (source && isBuriedWithSource(rows, source, claim.stamp)));
  });
  for (const { id } of gone) rows.remove('claims', id);
  const burial = memoryBurial(rows, memoryId);
  if (burial === undefined) return;
  const dead = claims.filter((claim) => !gone.includes(claim) && (!isTold(claim) || claim.stamp < burial)).sort(byStamp);
  const last = dead.pop();
  for (const { id } of dead) rows.remove('claims', id);
  if (last && (last.fact !== null || last.forgotten !== burial)) rows.put('claims', { ...last, fact: null, forgotten: burial });
}

/** Which of the claims about a memory counts: the latest. */
export function standingOf(rows: CloudReader, memoryId: string): Standing {
  const claims = rows.find('claims', TERMS.memory(memoryId)).filter(({ active }) => active);
  const ghost = claims.find(({ forgotten }) => forgotten !== null) ?? null;
  const told = claims.filter(hasFact).sort(byStamp);
  // an edit by a device that did not know yet does not bring it back
  if (memoryBurial(rows, memoryId) !== undefined && !told.some(({ kind }) => kind === 'imported')) return { live: null, ghost };
  return { live: told.reduce<Live | null>((before, claim) => following(claim, before), null), ghost };
}

/** A claim with what it leaves out as it was before. */
function following(claim: Live, before: Live | null): Live {
  const { fact, stamp } = claim;
  const source = fact.source ?? before?.fact.source ?? null;
  const occurredAt = fact.occurredAt ?? before?.fact.occurredAt ?? dateOf(stamp);
  const validFrom = fact.dated ? claim.validFrom : (before?.validFrom ?? claim.validFrom);
  return { ...claim, validFrom, fact: { ...fact, source, occurredAt } };
}

function isTold({ kind }: ClaimRow): boolean {
  return kind === 'imported' || kind === 'edited';
}

function hasFact(claim: ClaimRow): claim is Live {
  return claim.fact !== null;
}

function byStamp(a: ClaimRow, b: ClaimRow): number {
  return a.stamp < b.stamp ? -1 : a.stamp > b.stamp ? 1 : 0;
}
