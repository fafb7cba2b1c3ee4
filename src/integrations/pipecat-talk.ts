import type { Timers } from '../client/timers.ts';
import { Quiet } from '../voice/memory/quiet.ts';
import type { TurnListener } from '../voice/memory/voice-client.ts';

/** A piece of what a bot says, and how far it is. */
export interface BotOutput {
  readonly text: string;
  readonly segment_id?: number | undefined;
  /** Of bots that do not tell how far they are. */
  readonly spoken?: boolean | undefined;
  readonly will_be_spoken?: boolean | undefined;
  readonly spoken_status?: 'new' | 'in-progress' | 'completed' | undefined;
  readonly spoken_progress?: { readonly accumulated_text: string; readonly remaining_text: string } | undefined;
}

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
    this.#interrupted ||= this.#speaking || this.#unfinished.size > 0;
  }

  speaks(speaking: boolean): void {
    this.#speaking = speaking;
    if (speaking) this.#quiet.ends();
    else if (this.#answered) this.#quiet.begins();
  }

  output({ text, segment_id: segment, spoken, will_be_spoken: willBeSpoken, spoken_status: status, spoken_progress: progress }: BotOutput): void {
    if (willBeSpoken === false || spoken === false) return;
    const part = `segment ${segment ?? ++this.#pieces}`;
    const words = status === 'new' ? '' : status === 'in-progress' ? (progress?.accumulated_text ?? '') : text;
    if (status === undefined || status === 'completed') this.#unfinished.delete(part);
    else this.#unfinished.add(part);
    this.#answered = true;
    this.#turns.heard(part, words);
    if (!this.#speaking) this.#quiet.begins();
  }

  end(): void {
    this.#interrupted ||= this.#speaking;
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
