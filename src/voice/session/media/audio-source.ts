/** Where a user is heard. */
export interface AudioSource {
  /**
   * Gives PCM16, mono, piece by piece, until the function that it resolves with is called.
   *
   * @param onAudio with the rate of the samples in hertz, which stays the same
   * @throws VoiceSessionError voice_session.not_possible_here
   */
  start(onAudio: (samples: Int16Array, sampleRate: number) => void, signal: AbortSignal): Promise<() => Promise<void> | void>;
}
