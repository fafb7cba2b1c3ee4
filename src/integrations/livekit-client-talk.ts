import type { TurnListener } from '../voice/memory/voice-client.ts';
import type { LivekitParticipant, LivekitReader, LivekitRoom } from './livekit-client.ts';

/** A piece of a transcription as the event has it: all of its text, each time. */
export interface TranscriptionSegment {
  readonly id: string;
  readonly text: string;
  readonly final: boolean;
}

const SEGMENT = 'lk.segment_id';
const FINAL = 'lk.transcription_final';
const STATE = 'lk.agent.state';

/**
 * What a room's transcriptions say of the talk of its user with an agent. The user's come again and again until they are
 * final; the agent's grow with what is heard and end where it was cut. Who else speaks in the room is not listened to.
 */
export class LivekitTalk {
  readonly #room: LivekitRoom;
  readonly #turns: TurnListener;
  /** Segments of the agent that still grow. */
  readonly #open = new Set<string>();
  /** Those that the user spoke over: what they still say is not heard. */
  readonly #over = new Set<string>();
  /** Whether the agent says when it speaks, and does not. */
  #silent = false;
  /** Whether the agent has said anything in this turn. */
  #answered = false;
  #interrupted = false;

  constructor(room: LivekitRoom, turns: TurnListener) {
    this.#room = room;
    this.#turns = turns;
  }

  async stream(reader: LivekitReader, identity: string): Promise<void> {
    const { id, attributes = {} } = reader.info;
    const by = this.#speaker(identity);
    const segment = attributes[SEGMENT] ?? id;
    let text = '';
    let broken = false;
    if (by === 'agent') this.#grows(segment, text);
    try {
      for await (const piece of reader) {
        text += piece;
        if (by === 'agent') this.#grows(segment, text);
      }
    } catch {
      // the sender is gone; what came is what was said
      broken = true;
    }
    if (by === 'agent') this.#ends(segment, broken);
    // the end of a stream may bring more of them
    if (by === 'user') this.#user(text, reader.info.attributes?.[FINAL] === 'true');
  }

  segments(segments: readonly TranscriptionSegment[], participant: Pick<LivekitParticipant, 'identity'> | undefined): void {
    const by = this.#speaker(participant?.identity ?? '');
    for (const { id, text, final } of segments) {
      if (by === 'user') this.#user(text, final);
      if (by !== 'agent') continue;
      this.#grows(id, text);
      if (final) this.#ends(id, false);
    }
  }

  attributes({ identity, attributes }: Pick<LivekitParticipant, 'identity' | 'attributes'>): void {
    if (this.#speaker(identity) !== 'agent' || attributes[STATE] === undefined) return;
    this.#silent = attributes[STATE] === 'listening' || attributes[STATE] === 'idle';
    this.#settle();
  }

  end(): void {
    this.#close(this.#interrupted || this.#open.size > 0);
  }

  #speaker(identity: string): 'user' | 'agent' | null {
    if (identity === this.#room.localParticipant.identity) return 'user';
    return this.#room.remoteParticipants.get(identity)?.isAgent ? 'agent' : null;
  }

  #user(text: string, final: boolean): void {
    if (text.trim() === '') return;
    this.#interrupted ||= this.#open.size > 0;
    if (!final) return this.#turns.hearing(text);
    if (this.#answered || this.#interrupted) this.#close(this.#interrupted);
    void this.#turns.said(text);
  }

  #grows(segment: string, text: string): void {
    if (this.#over.has(segment)) return;
    this.#open.add(segment);
    this.#answered = true;
    this.#turns.heard(segment, text);
  }

  #ends(segment: string, broken: boolean): void {
    if (!this.#open.delete(segment)) return;
    this.#interrupted ||= broken || this.#room.localParticipant.isSpeaking;
    this.#settle();
  }

  #settle(): void {
    if (this.#answered && this.#silent && this.#open.size === 0) this.#close(this.#interrupted);
  }

  #close(interrupted: boolean): void {
    for (const segment of this.#open) this.#over.add(segment);
    this.#open.clear();
    this.#answered = this.#interrupted = false;
    this.#turns.over(interrupted);
  }
}
