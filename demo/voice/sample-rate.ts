/** Hertz of what the models of the voice hear. */
export const SAMPLE_RATE = 16_000;
