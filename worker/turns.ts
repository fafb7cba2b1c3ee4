import type { TurnAfterRequest, TurnAfterResponse } from '../src/contract/types.ts';
import { carefully, type Extraction } from './extract/careful.ts';
import type { Extractor, ExtractorInput } from './extract/extractor.ts';
import { LateFacts } from './late-facts.ts';
import type { OpenUser } from './open-user.ts';
import { turnEntry } from './remember.ts';
import type { Sessions } from './sessions.ts';
import { turnKey } from './store/schema.ts';

export interface TurnsParts {
  readonly user: Pick<OpenUser, 'log' | 'memory' | 'store'>;
  readonly sessions: Sessions;
  readonly extract: Extractor;
  readonly newId: (prefix: string) => string;
  readonly now: () => string;
  readonly onIncident: (what: string) => void;
}

/** Stores turns, each once, with the facts that they state. */
export class Turns {
  readonly #parts: TurnsParts;
  readonly #extract: (input: ExtractorInput) => Promise<Extraction>;
  readonly #late: LateFacts;

  constructor(parts: TurnsParts) {
    const { user, newId, onIncident } = parts;
    this.#parts = parts;
    this.#extract = carefully(parts.extract, onIncident);
    this.#late = new LateFacts({ log: user.log, memory: user.memory, newId, onIncident });
  }

  /** Resolves when the turn is durable. Facts that are not found by then follow it. */
  async save(request: TurnAfterRequest): Promise<TurnAfterResponse> {
    const { user, sessions, newId, now } = this.#parts;
    const { log, memory, store } = user;
    const key = turnKey(request.sessionId, request.turnId);
    try {
      await sessions.find(request.sessionId);
    } catch (thrown) {
      // sent again after its session has ended: it is stored all the same
      const stored = await store.get('turns', key);
      if (stored) return { status: 'ok', localEventId: stored.eventId };
      throw thrown;
    }
    const ids = { event: newId('evt'), episode: newId('epi') };
    // asked once, also where the entry is made again because another tab was faster
    let asked: Promise<Extraction> | undefined;
    const extract = async (input: ExtractorInput): Promise<Extraction['facts']> => (await (asked ??= this.#extract(input))).facts;
    let at = '';
    const outcome = await log.append((seq) => turnEntry(request, sessions.require(request.sessionId), seq, (at = now()), { memory, extract, ids, newId }), {
      absent: { table: 'turns', key },
    });
    const first = outcome === 'exists' ? await store.get('turns', key) : undefined;
    // another tab was faster with the same turn; or it was this one, and only the answer of the database was lost
    if (first && first.eventId !== ids.event) return { status: 'ok', localEventId: first.eventId };
    const late = (await asked)?.late;
    if (late) this.#late.follow({ episodeId: ids.episode, at }, late);
    return { status: 'ok', localEventId: ids.event };
  }

  /** Resolves when the facts that are awaited are stored, at the latest after `ms`. */
  settled(ms: number): Promise<void> {
    return this.#late.settled(ms);
  }
}
