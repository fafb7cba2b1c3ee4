/** What plays one piece: of an AudioBufferSourceNode. */
export interface PlaybackSource<Buffer, Node> {
  buffer: Buffer | null;
  addEventListener(type: 'ended', listener: () => void): void;
  connect(destination: Node): unknown;
  start(when: number): void;
  stop(): void;
}

/** What is needed of an AudioContext. Times are in seconds. */
export interface PlaybackContext<Buffer extends { getChannelData(channel: number): Float32Array }, Node> {
  readonly currentTime: number;
  /** Seconds from a sample's time to its sound, where the platform tells. */
  readonly outputLatency?: number;
  readonly destination: Node;
  createBuffer(channels: number, length: number, sampleRate: number): Buffer;
  createBufferSource(): PlaybackSource<Buffer, Node>;
}

/** Options of a queue of audio. */
export interface PlaybackOptions {
  /** Hertz of the samples. Default 24,000, as Voice Live speaks. */
  readonly sampleRate?: number;
  /** Milliseconds that a first piece waits, so that the next one comes in time. Default 60. */
  readonly leadMs?: number;
  /** Called when all that was added has been played. */
  readonly onIdle?: () => void;
}

/** How much of an item was heard, in whole milliseconds: what `conversation.item.truncate` takes. */
export interface Heard {
  readonly itemId: string;
  readonly heardMs: number;
}

interface Piece {
  readonly itemId: string;
  readonly start: number;
  readonly duration: number;
  readonly stop: () => void;
}

/** Items whose heard time is still known; older ones are forgotten. */
const ITEMS_KEPT = 64;

/**
 * Plays pieces of speech one behind the other without a gap, and knows how much of each item was heard: that, not what was
 * generated, is what the assistant said. Late pieces make a pause, which does not count.
 *
 * @example
 * ```ts
 * const queue = new PlaybackQueue(new AudioContext());
 * if (event.type === 'response.audio.delta') queue.add(event.item_id, pcm16ToFloat(pcm16Samples(base64ToBytes(event.delta))));
 * if (event.type === 'input_audio_buffer.speech_started') {
 *   for (const { itemId, heardMs } of queue.clear()) await connection.conversation.item.truncate({ itemId, audioEndMs: heardMs, contentIndex: 0 });
 * }
 * ```
 */
export class PlaybackQueue<Buffer extends { getChannelData(channel: number): Float32Array }, Node> {
  readonly #context: PlaybackContext<Buffer, Node>;
  readonly #sampleRate: number;
  readonly #lead: number;
  readonly #onIdle: () => void;
  /** Seconds of each item that are over. */
  readonly #over = new Map<string, number>();
  #pieces: Piece[] = [];
  #end = 0;

  constructor(context: PlaybackContext<Buffer, Node>, options: PlaybackOptions = {}) {
    const { sampleRate = 24_000, leadMs = 60, onIdle = () => undefined } = options;
    this.#context = context;
    this.#sampleRate = sampleRate;
    this.#lead = leadMs / 1000;
    this.#onIdle = onIdle;
  }

  /** Whether something is still to be heard. */
  get playing(): boolean {
    return this.#heardUpTo() < this.#end;
  }

  /** Plays samples of -1 to 1 behind what was added before. */
  add(itemId: string, samples: Float32Array): void {
    if (samples.length === 0) return;
    const { currentTime, destination } = this.#context;
    const buffer = this.#context.createBuffer(1, samples.length, this.#sampleRate);
    buffer.getChannelData(0).set(samples);
    const source = this.#context.createBufferSource();
    source.buffer = buffer;
    source.connect(destination);
    const start = this.#end > currentTime ? this.#end : currentTime + this.#lead;
    const duration = samples.length / this.#sampleRate;
    const piece: Piece = { itemId, start, duration, stop: () => source.stop() };
    source.addEventListener('ended', () => this.#ended(piece));
    source.start(start);
    this.#pieces.push(piece);
    this.#end = start + duration;
  }

  /** Milliseconds of an item that were heard by now, whole and never more than were added; 0 for one that is not known. */
  heardMs(itemId: string): number {
    return this.#heard(itemId, this.#heardUpTo());
  }

  /** Stops at once and forgets what was not played. Gives every item that was cut, in order; none when nothing was playing. */
  clear(): readonly Heard[] {
    // what the context has taken is heard, also where it is still on its way to the speaker
    const now = this.#context.currentTime;
    const unheard = this.#pieces.filter((piece) => played(piece, now) < piece.duration);
    const cut = [...new Set(unheard.map(({ itemId }) => itemId))];
    for (const piece of this.#pieces) {
      this.#count(piece, played(piece, now));
      piece.stop();
    }
    this.#pieces = [];
    this.#end = 0;
    return cut.map((itemId) => ({ itemId, heardMs: this.#heard(itemId, now) }));
  }

  #heardUpTo(): number {
    return this.#context.currentTime - (this.#context.outputLatency ?? 0);
  }

  #ended(piece: Piece): void {
    const at = this.#pieces.indexOf(piece);
    if (at < 0) return; // cleared: counted already
    this.#pieces.splice(at, 1);
    this.#count(piece, piece.duration);
    if (this.#pieces.length === 0) this.#onIdle();
  }

  #count({ itemId }: Piece, seconds: number): void {
    this.#over.set(itemId, (this.#over.get(itemId) ?? 0) + seconds);
    const [oldest] = this.#over.keys();
    if (oldest !== undefined && this.#over.size > ITEMS_KEPT) this.#over.delete(oldest);
  }

  #heard(itemId: string, now: number): number {
    const playing = this.#pieces.filter((piece) => piece.itemId === itemId).reduce((sum, piece) => sum + played(piece, now), 0);
    // a sum of seconds in binary may lie a hair under the millisecond that it means
    return Math.floor(((this.#over.get(itemId) ?? 0) + playing) * 1000 + 1e-6);
  }
}

function played({ start, duration }: Piece, now: number): number {
  return Math.max(0, Math.min(duration, now - start));
}
