import { pcm16Samples } from '../audio/pcm16.ts';
import { VoiceSessionError } from './errors.ts';
import { PcmRate } from './pcm-rate.ts';

/** PCM16, mono, at the session's rate: its bytes, or its samples. */
export type SessionAudio = Uint8Array | ArrayBuffer | Int16Array;

/** What an app gives of the user, as the line takes it. */
export class InputAudio {
  readonly #lineRate: number;
  #rate: PcmRate;

  /** @param sampleRate Hertz of what is given; `lineRate`: of what comes out */
  constructor(sampleRate: number, lineRate: number) {
    this.#lineRate = lineRate;
    this.#rate = new PcmRate(sampleRate, lineRate);
  }

  configure(sampleRate: number): void {
    this.#rate = new PcmRate(sampleRate, this.#lineRate);
  }

  /** @throws VoiceSessionError voice_session.bad_audio */
  push(audio: SessionAudio): Int16Array {
    return this.#rate.push(samplesOf(audio));
  }

  /** What is still held back; the next piece begins anew. */
  end(): Int16Array {
    return this.#rate.end();
  }
}

function samplesOf(audio: SessionAudio): Int16Array {
  if (audio instanceof Int16Array) return Int16Array.from(audio);
  const bytes = audio instanceof ArrayBuffer ? new Uint8Array(audio) : audio;
  if (!(bytes instanceof Uint8Array)) throw new VoiceSessionError('voice_session.bad_audio', 'audio has to be bytes or samples of PCM16. Nothing was sent.');
  try {
    return pcm16Samples(bytes);
  } catch (cause) {
    throw new VoiceSessionError('voice_session.bad_audio', 'PCM16 has two bytes a sample, and this has an odd number of bytes. Nothing was sent.', { cause });
  }
}
