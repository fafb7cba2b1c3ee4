import type { TurnRow } from '../cloud-rows.ts';
import type { CloudWriter } from '../cloud-store.ts';
import { bury, isBuriedSession } from './burials.ts';
import { claimsOf } from './claims.ts';
import type { Settlement } from './settlement.ts';
import { stampOf, type ToldEvent } from './told.ts';

/** Stores what an event tells, and notes what has to be worked out anew for it. False when the event had its effect before. */
export function takeEvent(rows: CloudWriter, event: ToldEvent, settlement: Settlement): boolean {
  if (rows.get('events', event.id)) return false;
  rows.put('events', { id: event.id });
  const { told } = event;
  const stamp = stampOf(event);
  let turn: TurnRow | null = null;
  if (told.kind === 'turn') {
    const { turnId, userText, assistantText, occurredAt = event.at, memoryId = `epi_${event.id}` } = told.turn;
    turn = { id: event.id, memoryId, sessionId: event.sessionId, turnId, place: event.seq, userText, assistantText, occurredAt, stamp };
    rows.put('turns', turn);
    settlement.touchTurn(turn);
  } else if (told.kind === 'tombstone') {
    const { tombstone } = told;
    bury(rows, tombstone, stamp);
    tombstone.memoryIds.forEach((id) => settlement.touchMemory(id));
    tombstone.sessionIds.forEach((id) => settlement.touchSession(id));
    tombstone.turns.forEach((source) => settlement.touchTurn(source));
    tombstone.eventIds.forEach((id) => settlement.touchEvent(id));
    if (tombstone.user) settlement.touchAll();
    const sessions = tombstone.user ? rows.all('sessions') : tombstone.sessionIds.map((id) => rows.get('sessions', id));
    for (const session of sessions) if (session && isBuriedSession(rows, session)) forgetSession(rows, session.id, settlement);
  } else if (told.kind === 'session' && (rows.get('sessions', event.sessionId)?.stamp ?? '') < stamp) {
    const session = { id: event.sessionId, stamp, userName: told.userName };
    if (isBuriedSession(rows, session)) return true;
    rows.put('sessions', session);
    settlement.touchSession(event.sessionId);
  }
  for (const claim of claimsOf(event, turn)) {
    rows.put('claims', claim);
    settlement.touchMemory(claim.memoryId);
  }
  return true;
}

function forgetSession(rows: CloudWriter, id: string, settlement: Settlement): void {
  rows.remove('sessions', id);
  settlement.touchSession(id);
}
