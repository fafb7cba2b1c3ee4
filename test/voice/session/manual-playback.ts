import { PlaybackQueue } from '../../../src/voice/audio/playback-queue.ts';
import type { Playback } from '../../../src/voice/session/playback.ts';
import { RATE } from './scripted-model.ts';

interface Piece {
  getChannelData(): Float32Array;
}

/** A real queue that plays to nobody, as fast as a test says. */
export class ManualPlayback implements Playback {
  readonly #context = {
    currentTime: 0,
    destination: 'nobody' as const,
    createBuffer: (_channels: number, length: number): Piece => ({ getChannelData: () => new Float32Array(length) }),
    createBufferSource: () => ({ buffer: null, addEventListener() {}, connect() {}, start() {}, stop() {} }),
  };
  readonly #queue = new PlaybackQueue<Piece, 'nobody'>(this.#context, { sampleRate: RATE, leadMs: 0 });

  get playing(): boolean {
    return this.#queue.playing;
  }

  add(itemId: string, samples: Float32Array): void {
    this.#queue.add(itemId, samples);
  }

  clear(): ReturnType<Playback['clear']> {
    return this.#queue.clear();
  }

  /** So many milliseconds are heard. */
  pass(ms: number): void {
    this.#context.currentTime += ms / 1000;
  }
}
