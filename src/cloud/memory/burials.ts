import type { CloudSource, CloudTombstone } from '../../contract/cloud.ts';
import { TERMS, type SessionRow, type TurnRow } from '../cloud-rows.ts';
import type { CloudReader, CloudWriter } from '../cloud-store.ts';

/** Everything of the user. */
const USER = 'user';

/** Notes what a tombstone names. */
export function bury(rows: CloudWriter, { user, memoryIds, sessionIds, turns, eventIds }: CloudTombstone, stamp: string): void {
  const names = [...memoryIds.map(TERMS.memory), ...sessionIds.map(TERMS.session), ...turns.map(TERMS.turn), ...eventIds.map(TERMS.event)];
  for (const id of user ? [...names, USER] : names) if ((buriedBy(rows, id) ?? '') < stamp) rows.put('burials', { id, stamp });
}

/** The stamp of the latest tombstone that names it. */
function buriedBy(rows: CloudReader, id: string): string | undefined {
  return rows.get('burials', id)?.stamp;
}

/** The stamp of the latest tombstone that names a memory. */
export function memoryBurial(rows: CloudReader, memoryId: string): string | undefined {
  return buriedBy(rows, TERMS.memory(memoryId));
}

/** Whether a tombstone of everything came after. */
export function isBuriedWithUser(rows: CloudReader, stamp: string): boolean {
  return (buriedBy(rows, USER) ?? '') > stamp;
}

/** Whether the turn that a fact was taken from, or its session, was forgotten after the fact was told. */
export function isBuriedWithSource(rows: CloudReader, source: CloudSource, stamp: string): boolean {
  return [TERMS.turn(source), TERMS.session(source.sessionId)].some((name) => (buriedBy(rows, name) ?? '') > stamp);
}

/** Whether a turn was forgotten. A device names what it forgets by event and memory too, which holds whatever its clock said. */
export function isBuriedTurn(rows: CloudReader, turn: TurnRow): boolean {
  if (buriedBy(rows, TERMS.event(turn.id)) !== undefined || memoryBurial(rows, turn.memoryId) !== undefined) return true;
  const dated = [buriedBy(rows, TERMS.turn(turn)), buriedBy(rows, TERMS.session(turn.sessionId)), buriedBy(rows, USER)];
  return dated.some((stamp) => stamp !== undefined && stamp > turn.stamp);
}

/** Whether a session, as far as it was told by then, was forgotten. */
export function isBuriedSession(rows: CloudReader, { id, stamp }: SessionRow): boolean {
  return (buriedBy(rows, TERMS.session(id)) ?? '') > stamp || isBuriedWithUser(rows, stamp);
}
