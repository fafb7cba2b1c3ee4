import type { CloudEvent } from '../../src/contract/cloud.ts';
import type { Said } from './app/identity.ts';
import type { Random } from './fault-deck.ts';

/** A session that is talked through from its beginning to its end. */
export interface SessionPlan {
  readonly sessionId: string;
  readonly turns: readonly Said[];
}

const TURNS_OF_SESSION = 25;

/** Turns of these are refused for good: for what they are, or for their size. */
const REFUSED = 'refused-';
const TOO_LARGE = 'too-large-';

export function isCursed(turnId: string): boolean {
  return turnId.startsWith(REFUSED) || turnId.startsWith(TOO_LARGE);
}

/** A gateway that takes no more than `most` events at once, and none of the cursed. */
export function gatewayOf(most: number): (events: readonly CloudEvent[]) => 409 | 413 | null {
  const holds = (events: readonly CloudEvent[], mark: string): boolean => events.some(({ payload }) => String(payload['turnId']).startsWith(mark));
  return (events) => (events.length > most || holds(events, TOO_LARGE) ? 413 : holds(events, REFUSED) ? 409 : null);
}

/** The sessions of each tab. One turn in `cursedOneIn` is cursed, and every fourth of those is too large. */
export function planOf(turns: number, tabs: number, cursedOneIn: number, random: Random): SessionPlan[][] {
  const places = Array.from({ length: turns }, (_, place) => place);
  const cursed = places.filter((place) => place % cursedOneIn === Math.floor(cursedOneIn / 2));
  const markOf = (place: number): string => (!cursed.includes(place) ? 'turn-' : cursed.indexOf(place) % 4 === 1 ? TOO_LARGE : REFUSED);
  const plans: SessionPlan[][] = Array.from({ length: tabs }, () => []);
  for (let session = 0; session * TURNS_OF_SESSION < turns; session++) {
    const own = places.slice(session * TURNS_OF_SESSION, (session + 1) * TURNS_OF_SESSION);
    plans[session % tabs]!.push({
      sessionId: `session-${session}`,
      turns: own.map((place) => ({
        turnId: `${markOf(place)}${place}`,
        words: `Friend number ${place} collects the stamps of country ${Math.floor(random() * 1000)}.`,
      })),
    });
  }
  return plans;
}
