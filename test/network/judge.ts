import type { CloudEvent } from '../../src/contract/cloud.ts';
import type { Acknowledged } from './app/identity.ts';
import type { WatchedCloud } from './watched-cloud.ts';

/** What there is to judge by. */
export interface Evidence {
  readonly cloud: Pick<WatchedCloud, 'effects' | 'held'>;
  /** Every event that was sent, by id. */
  readonly events: ReadonlyMap<string, CloudEvent>;
  /** Turns that their tabs were told are safe. */
  readonly acknowledged: readonly Acknowledged[];
  /** Turns that have to be refused for good. Default: none. */
  readonly isCursed?: (turnId: string) => boolean;
}

/** What is wrong, in counts. */
export interface Judgement {
  /** Acknowledged, and without effect. */
  readonly lost: number;
  /** With an effect that nobody was told of. */
  readonly invented: number;
  /** Effects of an event after its first. */
  readonly twice: number;
  /** Events that took effect after one of their session that came after them. */
  readonly outOfOrder: number;
  /** Turns that another device is not told, or more than once. */
  readonly mistold: number;
}

export const FAULTLESS: Judgement = { lost: 0, invented: 0, twice: 0, outOfOrder: 0, mistold: 0 };

/** Compares what was acknowledged with what the cloud has done. */
export async function judge({ cloud, events, acknowledged, isCursed = () => false }: Evidence): Promise<Judgement> {
  const due = acknowledged.filter(({ turnId }) => !isCursed(turnId));
  const dueIds = new Set(due.map(({ eventId }) => eventId));
  const had = new Set(cloud.effects);
  const invented = [...had].filter((id) => {
    const event = events.get(id);
    return !event || (event.kind === 'turn' && !dueIds.has(id));
  });
  const told = new Map<string, number>();
  for (const each of (await cloud.held()).memories.values()) {
    if (each.kind !== 'episode') continue;
    const turn = JSON.stringify([each.sessionId, each.turnId]);
    told.set(turn, (told.get(turn) ?? 0) + 1);
  }
  const untold = due.filter(({ sessionId, turnId }) => !told.has(JSON.stringify([sessionId, turnId])));
  return {
    lost: due.filter(({ eventId }) => !had.has(eventId)).length,
    invented: invented.length,
    twice: cloud.effects.length - had.size,
    outOfOrder: outOfOrder([...had], events),
    mistold: untold.length + [...told.values()].filter((times) => times > 1).length,
  };
}

function outOfOrder(effects: readonly string[], events: ReadonlyMap<string, CloudEvent>): number {
  const last = new Map<string, number>();
  let wrong = 0;
  for (const id of effects) {
    const event = events.get(id);
    if (!event) continue;
    if (event.seq < (last.get(event.sessionId) ?? 0)) wrong++;
    last.set(event.sessionId, event.seq);
  }
  return wrong;
}
