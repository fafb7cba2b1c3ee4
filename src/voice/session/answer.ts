import { Inbox } from '../voice-live/inbox.ts';
import type { VoiceSessionError } from './errors.ts';

/** A piece of an answer, as it came in. */
export interface AudioChunk {
  /** PCM16, mono. */
  readonly data: Uint8Array<ArrayBuffer>;
  /** Hertz. */
  readonly sampleRate: number;
  readonly itemId: string;
}

/** A whole answer. */
export interface VoiceResponse {
  /** PCM16, mono: all that came. */
  readonly data: Uint8Array<ArrayBuffer>;
  /** Hertz. */
  readonly sampleRate: number;
  /** What was said in it, heard or not. */
  readonly transcript: string;
  /** Whether it was ended before its end. */
  readonly interrupted: boolean;
}

/** An answer from when it is expected to its end. Who takes it gets all of it, also what came before. */
export class Answer {
  /** Of the user's turn that it answers. */
  readonly turn: number;
  /** Of the response that it comes in now; null while none has begun. */
  responseId: string | null = null;
  readonly #sampleRate: number;
  readonly #chunks = new Inbox<AudioChunk | null>();
  /** By its item. */
  readonly #texts = new Map<string, string>();
  #interrupted = false;
  #over = false;

  constructor(turn: number, sampleRate: number) {
    this.turn = turn;
    this.#sampleRate = sampleRate;
  }

  get over(): boolean {
    return this.#over;
  }

  add(chunk: AudioChunk): void {
    if (!this.#over) this.#chunks.put(chunk);
  }

  /** All of an item's text up to now. */
  text(itemId: string, text: string): void {
    if (!this.#over) this.#texts.set(itemId, text);
  }

  end(interrupted: boolean): void {
    if (this.#over) return;
    this.#over = true;
    this.#interrupted = interrupted;
    this.#chunks.put(null);
  }

  /** What came is still given, then who takes it gets the error. */
  fail(error: VoiceSessionError): void {
    if (this.#over) return;
    this.#over = true;
    this.#chunks.end(error);
  }

  async *chunks(signal?: AbortSignal): AsyncGenerator<AudioChunk, void, undefined> {
    for (let chunk = await this.#chunks.take(signal); chunk; chunk = await this.#chunks.take(signal)) yield chunk;
  }

  async whole(signal?: AbortSignal): Promise<VoiceResponse> {
    const parts: Uint8Array[] = [];
    for await (const { data } of this.chunks(signal)) parts.push(data);
    return {
      data: joined(parts),
      sampleRate: this.#sampleRate,
      transcript: [...this.#texts.values()].filter((text) => text !== '').join(' '),
      interrupted: this.#interrupted,
    };
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
