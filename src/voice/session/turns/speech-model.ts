/** Tells how likely it is that somebody speaks, frame by frame. */
export interface SpeechModel {
  /** Hertz that it hears. */
  readonly sampleRate: number;
  /** Samples of one frame. */
  readonly frameSamples: number;
  /** From 0 to 1. Frames come in order, the next when this one is answered. */
  probability(frame: Float32Array): number | Promise<number>;
  /** Another conversation begins. */
  reset?(): void;
}
