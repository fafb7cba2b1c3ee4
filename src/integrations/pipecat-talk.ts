import { field, type JsonObject } from '../client/json.ts';
import type { Timers } from '../client/timers.ts';
import { Quiet } from '../voice/memory/quiet.ts';
import type { TurnListener } from '../voice/memory/voice-client.ts';

/** What a Pipecat client's events say of a talk: the bot tells how far each segment was spoken. */
export class PipecatTalk {
  readonly #turns: TurnListener;
  readonly #quiet: Quiet;
  /** Segments that are being spoken. */
  readonly #unfinished = new Set<string>();
  #pieces = 0;
  #answered = false;
  #speaking = false;
  #interrupted = false;

  constructor(turns: TurnListener, timers: Timers) {
    this.#turns = turns;
    this.#quiet = new Quiet(timers, () => this.#over());
  }

  said(text: string): void {
    if (text.trim() === '') return;
    this.#over();
    void this.#turns.said(text);
  }

  userSpeaks(): void {
    this.#interrupted ||= this.#answered && (this.#speaking || this.#unfinished.size > 0);
  }

  speaks(speaking: boolean): void {
    this.#speaking = speaking;
    if (speaking) this.#quiet.ends();
    else if (this.#answered) this.#quiet.begins();
  }

  /** A piece of what the bot says, and how far it is; `spoken` is of bots that do not tell how far they are. */
  output({ text, segment_id: segment, spoken, will_be_spoken: willBeSpoken, spoken_status: status, spoken_progress: progress }: JsonObject): void {
    if (willBeSpoken === false || spoken === false || typeof text !== 'string') return;
    const part = `segment ${typeof segment === 'number' || typeof segment === 'string' ? segment : ++this.#pieces}`;
    const soFar = field(progress, 'accumulated_text');
    const words = status === 'new' ? '' : status === 'in-progress' ? (typeof soFar === 'string' ? soFar : '') : text;
    if (status === 'new' || status === 'in-progress') this.#unfinished.add(part);
    else this.#unfinished.delete(part);
    this.#answered = true;
    this.#turns.heard(part, words);
    if (!this.#speaking) this.#quiet.begins();
  }

  end(): void {
    this.#interrupted ||= this.#answered && this.#speaking;
    this.#speaking = false;
    this.#over();
  }

  #over(): void {
    this.#quiet.ends();
    // until an answer has begun, what the user says is one turn
    if (!this.#answered) return;
    const cut = this.#interrupted || this.#unfinished.size > 0;
    this.#unfinished.clear();
    this.#answered = this.#interrupted = false;
    this.#turns.over(cut);
  }
}
