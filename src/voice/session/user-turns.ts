import { Inbox } from '../voice-live/inbox.ts';
import { UserAudio } from './user-audio.ts';

/** What the user said from the beginning of a turn to its end. */
export interface UserTurn {
  readonly turn: number;
  /** At the rate of the line. */
  readonly samples: Int16Array<ArrayBuffer>;
}

/** What the user says, from where to where each turn of it goes, and who listens for it. */
export class UserTurns {
  readonly #audio: UserAudio;
  readonly #listening = new Set<Inbox<UserTurn>>();
  /** `behind`: the other side tells of what was committed already. */
  #speech: 'no' | 'now' | 'behind' = 'no';
  #fromMs = 0;
  #committedMs = 0;

  /** @param rate Hertz of the line */
  constructor(rate: number) {
    this.#audio = new UserAudio(rate);
  }

  get speech(): 'no' | 'now' | 'behind' {
    return this.#speech;
  }

  get listened(): boolean {
    return this.#listening.size > 0;
  }

  /** Milliseconds of all that was said. */
  get lengthMs(): number {
    return this.#audio.length;
  }

  add(samples: Int16Array): void {
    this.#audio.add(samples);
  }

  /** A turn begins there. False when that is over already, as whoever committed it knows. */
  begin(atMs: number | null): boolean {
    this.#speech = atMs !== null && atMs < this.#committedMs ? 'behind' : 'now';
    if (this.#speech === 'behind') return false;
    this.#fromMs = atMs ?? this.lengthMs;
    return true;
  }

  /** What was said up to now is a turn, whatever the other side will tell of it. */
  commit(): void {
    this.#committedMs = this.lengthMs;
    this.#speech = 'no';
  }

  /** The turn is over. False where that was known. */
  end(): boolean {
    const now = this.#speech === 'now';
    this.#speech = 'no';
    return now;
  }

  /** Gives the turn that is over to who listens. */
  tell(turn: number, toMs: number): void {
    if (!this.listened) return;
    const samples = this.#audio.between(this.#fromMs, toMs);
    for (const inbox of this.#listening) inbox.put({ turn, samples });
  }

  /** The next turn, when it is over. */
  async next(signal: AbortSignal): Promise<UserTurn> {
    const inbox = new Inbox<UserTurn>();
    this.#listening.add(inbox);
    try {
      return await inbox.take(signal);
    } finally {
      this.#listening.delete(inbox);
    }
  }

  /** No more will come. */
  close(reason: Error): void {
    for (const inbox of this.#listening) inbox.end(reason);
  }
}
