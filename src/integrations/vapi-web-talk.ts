import { field, type JsonObject } from '../client/json.ts';
import type { Timers } from '../client/timers.ts';
import { Quiet } from '../voice/memory/quiet.ts';
import type { TurnListener } from '../voice/memory/voice-client.ts';

const PART = 'answer';

/**
 * What a Vapi call's messages say of its talk. What was heard is told to the word where the voice tells how far it is, else by
 * the transcript, which follows the assistant's voice sentence by sentence.
 */
export class VapiWebTalk {
  readonly #turns: TurnListener;
  readonly #quiet: Quiet;
  /** Of the assistant: what was transcribed. */
  #transcript: string[] = [];
  /** What was spoken of its answers, by their number. */
  readonly #spoken = new Map<unknown, { readonly text: string; readonly words: string }>();
  #answered = false;
  #speaking = false;
  #interrupted = false;

  constructor(turns: TurnListener, timers: Timers) {
    this.#turns = turns;
    this.#quiet = new Quiet(timers, () => this.#over());
  }

  message(message: JsonObject): void {
    const { type, role, transcript, transcriptType, status, text } = message;
    if (type === 'transcript' && typeof transcript === 'string' && transcript.trim() !== '') {
      if (role === 'assistant' && transcriptType === 'final') this.#transcribed(transcript);
      else if (role === 'user' && transcriptType === 'final') this.#said(transcript);
      else if (role === 'user') this.#turns.hearing(transcript);
    }
    if (type === 'assistant.speechStarted' && typeof text === 'string') this.#progress(message, text);
    if (type === 'user-interrupted') this.#interrupt();
    if (type === 'speech-update' && role === 'assistant') this.#speaks(status === 'started');
  }

  end(): void {
    this.#interrupted ||= this.#speaking;
    this.#speaking = false;
    this.#over();
  }

  #said(text: string): void {
    this.#over();
    void this.#turns.said(text);
  }

  #transcribed(text: string): void {
    this.#transcript.push(text.trim());
    this.#heard();
  }

  #progress({ turn, timing }: JsonObject, text: string): void {
    const kind = field(timing, 'type');
    const words = field(timing, 'words');
    const before = this.#spoken.get(turn)?.words ?? '';
    // words of this kind come one after the other, their spaces among them
    if (kind === 'word-alignment' && Array.isArray(words)) this.#spoken.set(turn, { text, words: text.slice(0, before.length + words.join('').length) });
    else if (kind === 'word-progress') this.#spoken.set(turn, { text, words: firstWords(text, Number(field(timing, 'wordsSpoken'))) });
    else return;
    this.#heard();
  }

  #interrupt(): void {
    if (!this.#answered) return;
    this.#interrupted = true;
    // the transcript of what was spoken last may still come
    this.#quiet.begins();
  }

  #speaks(speaking: boolean): void {
    this.#speaking = speaking;
    if (speaking) return this.#quiet.ends();
    if (!this.#answered) return;
    if (!this.#interrupted) {
      for (const [turn, { text }] of this.#spoken) this.#spoken.set(turn, { text, words: text });
      this.#heard();
    }
    this.#quiet.begins();
  }

  #heard(): void {
    this.#answered = true;
    const spoken = [...this.#spoken.values()].map(({ words }) => words.trim());
    this.#turns.heard(PART, (spoken.length > 0 ? spoken : this.#transcript).join(' '));
    if (!this.#speaking) this.#quiet.begins();
  }

  #over(): void {
    this.#quiet.ends();
    const answered = this.#answered;
    const interrupted = this.#interrupted;
    this.#transcript = [];
    this.#spoken.clear();
    this.#answered = this.#interrupted = false;
    // until an answer has begun, what the user says is one turn
    if (answered) this.#turns.over(interrupted);
  }
}

const firstWords = (text: string, count: number): string => (text.match(/\S+\s*/g) ?? []).slice(0, Math.max(0, count)).join('');
