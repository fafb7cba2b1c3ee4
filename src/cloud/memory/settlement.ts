import { nextProfile } from '../../../worker/profile.ts';
import type { FactRow } from '../../../worker/store/schema.ts';
import type { CloudEpisode, CloudMemory, CloudSource } from '../../contract/cloud.ts';
import { TERMS, type MetaRow, type TurnRow } from '../cloud-rows.ts';
import type { CloudWriter } from '../cloud-store.ts';
import { isBuriedTurn } from './burials.ts';
import { layToRest, standingOf } from './claims.ts';
import { timeline } from './timeline.ts';

/**
 * Works out anew what a batch touched. What comes out depends on what is stored, never on the order in which it came: devices
 * push when they can.
 */
export class Settlement {
  readonly #rows: CloudWriter;
  readonly #turns = new Map<string, CloudSource>();
  readonly #memories = new Set<string>();
  readonly #keys = new Set<string>();
  #meta: MetaRow;

  constructor(rows: CloudWriter, meta: MetaRow) {
    this.#rows = rows;
    this.#meta = meta;
  }

  touchTurn({ sessionId, turnId }: CloudSource): void {
    const turn = TERMS.turn({ sessionId, turnId });
    this.#turns.set(turn, { sessionId, turnId });
    for (const { memoryId } of this.#rows.find('claims', turn)) this.#memories.add(memoryId);
  }

  touchSession(sessionId: string): void {
    for (const turn of this.#rows.find('turns', TERMS.session(sessionId))) this.touchTurn(turn);
    for (const { memoryId } of this.#rows.find('claims', TERMS.session(sessionId))) this.#memories.add(memoryId);
  }

  touchMemory(memoryId: string): void {
    this.#memories.add(memoryId);
    for (const turn of this.#rows.find('turns', TERMS.memory(memoryId))) this.touchTurn(turn);
  }

  touchEvent(eventId: string): void {
    const turn = this.#rows.get('turns', eventId);
    if (turn) this.touchTurn(turn);
  }

  touchAll(): void {
    for (const turn of this.#rows.all('turns')) this.touchTurn(turn);
    for (const { memoryId } of this.#rows.all('claims')) this.#memories.add(memoryId);
  }

  /** Writes it. Returns where the partition stands then. */
  settle(): MetaRow {
    for (const turn of this.#turns.values()) this.#settleTurn(turn);
    for (const memoryId of this.#memories) this.#settleMemory(memoryId);
    for (const key of this.#keys) this.#settleKey(key);
    if (this.#keys.size > 0) this.#meta = { ...this.#meta, profile: nextProfile(this.#meta.profile, this.#holding()) };
    this.#rows.put('meta', this.#meta);
    return this.#meta;
  }

  /** A turn that was told twice counts once, as it was told first. */
  #settleTurn(source: CloudSource): void {
    const told = this.#rows.find('turns', TERMS.turn(source)).toSorted((a, b) => (a.stamp < b.stamp ? -1 : 1));
    const live = told.filter((turn) => !isBuriedTurn(this.#rows, turn));
    for (const turn of told) {
      this.#putItem(episodeKey(turn), turn.memoryId, null, turn === live[0] ? this.#episode(turn) : null);
      const buried = !live.includes(turn);
      if (buried) this.#rows.remove('turns', turn.id);
      for (const claim of this.#rows.find('claims', TERMS.event(turn.id))) {
        const active = turn === live[0];
        if (!buried && claim.active === active) continue;
        this.#memories.add(claim.memoryId);
        this.#keys.add(claim.key);
        if (buried) this.#rows.remove('claims', claim.id);
        else this.#rows.put('claims', { ...claim, active });
      }
    }
  }

  #episode({ id, memoryId, sessionId, turnId, place, userText, assistantText, occurredAt }: TurnRow): CloudEpisode {
    const userName = this.#rows.get('sessions', sessionId)?.userName ?? null;
    return { kind: 'episode', memoryId, eventId: id, sessionId, turnId, seq: place, userText, assistantText, userName, occurredAt };
  }

  #settleMemory(memoryId: string): void {
    for (const { key } of this.#rows.find('claims', TERMS.memory(memoryId))) this.#keys.add(key);
    layToRest(this.#rows, memoryId);
  }

  #settleKey(key: string): void {
    const ids = new Set(this.#rows.find('claims', TERMS.key(key)).map(({ memoryId }) => memoryId));
    const standing = [...ids].map((memoryId) => standingOf(this.#rows, memoryId));
    const claims = standing.flatMap(({ live, ghost }) => [live, ghost]).filter((claim) => claim !== null && claim.key === key);
    const facts = new Map(timeline(claims.filter((claim) => claim !== null)).map((fact) => [fact.memoryId, fact]));
    for (const { memoryId } of this.#rows.find('items', TERMS.key(key))) if (!facts.has(memoryId)) this.#putItem(factKey(memoryId), memoryId, key, null);
    for (const fact of facts.values()) this.#putItem(factKey(fact.memoryId), fact.memoryId, key, fact);
  }

  /** Puts what changed under a number of its own. */
  #putItem(id: string, memoryId: string, key: string | null, item: CloudMemory | null): void {
    const before = this.#rows.get('items', id);
    if (item === null && (before?.item ?? null) === null) return;
    if (before?.key === key && JSON.stringify(before.item) === JSON.stringify(item)) return;
    const seq = this.#meta.seq + 1;
    this.#meta = { ...this.#meta, seq };
    this.#rows.put('items', { id, seq, memoryId, key: item === null ? null : key, item });
  }

  #holding(): FactRow[] {
    return this.#rows.find('items', TERMS.holds).flatMap(({ item }): FactRow[] => {
      if (item?.kind !== 'fact') return [];
      const { memoryId, matchKey, text, validFrom, validTo, source, occurredAt, metadata } = item;
      return [{ id: memoryId, kind: 'fact', seq: 0, at: occurredAt, matchKey, text, validFrom, validTo, source, metadata }];
    });
  }
}

const episodeKey = ({ id }: TurnRow): string => JSON.stringify(['episode', id]);
const factKey = (memoryId: string): string => JSON.stringify(['fact', memoryId]);
