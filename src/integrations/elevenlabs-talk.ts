import { field } from '../client/json.ts';
import type { Timers } from '../client/timers.ts';
import { Quiet } from '../voice/memory/quiet.ts';
import { CHARS_PER_SECOND, wholeWords } from '../voice/memory/spoken-text.ts';
import type { TurnListener } from '../voice/memory/voice-client.ts';

/** What a conversation's callbacks say of its talk. An answer comes whole, before it is spoken; what was heard of it is told when it is cut. */
export class ElevenlabsTalk {
  readonly #turns: TurnListener;
  readonly #timers: Timers;
  readonly #quiet: Quiet;
  /** What the agent says, and since when. */
  #answer: { readonly part: string; readonly words: string; readonly since: number } | null = null;
  #speaking = false;
  #interrupted = false;

  constructor(turns: TurnListener, timers: Timers) {
    this.#turns = turns;
    this.#timers = timers;
    this.#quiet = new Quiet(timers, () => this.#over(this.#interrupted));
  }

  event(event: unknown): void {
    if (field(event, 'type') !== 'tentative_user_transcript') return;
    const partial = field(field(event, 'tentative_user_transcription_event'), 'user_transcript');
    if (typeof partial === 'string') this.#turns.hearing(partial);
  }

  message(message: unknown): void {
    const words = field(message, 'message');
    if (typeof words !== 'string' || words.trim() === '') return;
    if (field(message, 'role') === 'user' || field(message, 'source') === 'user') {
      this.#over(this.#interrupted);
      void this.#turns.said(words);
      return;
    }
    const part = String(field(message, 'event_id'));
    this.#answer = { part, words, since: this.#timers.now() };
    this.#turns.heard(part, words);
    this.#rest();
  }

  correction(correction: unknown): void {
    const words = field(correction, 'corrected_agent_response');
    if (!this.#answer || typeof words !== 'string') return;
    // it stands for the answer that was cut, which is the last
    this.#turns.heard(this.#answer.part, words);
    this.#over(true);
  }

  interrupted(): void {
    this.#interrupted = this.#answer !== null;
    this.#rest();
  }

  mode(mode: unknown): void {
    this.#speaking = mode === 'speaking';
    this.#rest();
  }

  /** The conversation is over. Nothing tells what was heard of an answer that is being spoken: the clock does. */
  end(): void {
    const cut = this.#speaking && this.#answer !== null;
    if (cut && this.#answer) {
      const { part, words, since } = this.#answer;
      this.#turns.heard(part, wholeWords(words, ((this.#timers.now() - since) * CHARS_PER_SECOND) / 1000));
    }
    this.#speaking = false;
    this.#over(this.#interrupted || cut);
  }

  #rest(): void {
    if (this.#answer && (!this.#speaking || this.#interrupted)) this.#quiet.begins();
    else this.#quiet.ends();
  }

  #over(interrupted: boolean): void {
    this.#quiet.ends();
    // until an answer has begun, what the user says is one turn
    if (!this.#answer) return;
    this.#answer = null;
    this.#interrupted = false;
    this.#turns.over(interrupted);
  }
}
