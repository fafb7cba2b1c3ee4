import type { CloudEdit, CloudImport, CloudTombstone, CloudTurn, CloudTurnFact } from '../../contract/cloud.ts';

/** An event that was asserted, with its dates in UTC. */
export interface ToldEvent {
  readonly id: string;
  readonly sessionId: string;
  readonly seq: number;
  readonly at: string;
  readonly told: Told;
}

/** `facts` is null until they were taken from its words. */
export type ToldTurn = Omit<CloudTurn, 'facts'> & { readonly facts: readonly CloudTurnFact[] | null };

export type Told =
  | { readonly kind: 'turn'; readonly turn: ToldTurn }
  | { readonly kind: 'import'; readonly items: CloudImport['items'] }
  | { readonly kind: 'edit'; readonly edit: CloudEdit }
  | { readonly kind: 'tombstone'; readonly tombstone: CloudTombstone }
  | { readonly kind: 'session'; readonly userName: string | null }
  /** Nothing that a projection is made of, or nothing that is left. */
  | { readonly kind: 'nothing' };

/** Sorts as text by date, then by the place in the device's log: what is later is greater, and no two events are alike. */
export function stampOf({ at, seq, id }: Pick<ToldEvent, 'at' | 'seq' | 'id'>): string {
  return `${at} ${String(seq).padStart(16, '0')} ${id}`;
}

/** The date in a stamp. */
export function dateOf(stamp: string): string {
  return stamp.slice(0, stamp.indexOf(' '));
}
