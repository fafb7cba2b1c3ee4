import { floatToPcm16 } from '../../audio/pcm16.ts';
import { VoiceSessionError } from '../errors.ts';
import type { AudioSource } from './audio-source.ts';
import { captureStream } from './capture-stream.ts';

/** Options of {@link microphone}. */
export interface MicrophoneOptions {
  /** Which microphone, and what is done to its sound. Default: echo cancellation, noise suppression and gain control. */
  readonly constraints?: MediaTrackConstraints | undefined;
}

const CONSTRAINTS: MediaTrackConstraints = { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true };

/** The page's microphone, asked for when the session connects. */
export function microphone({ constraints = CONSTRAINTS }: MicrophoneOptions = {}): AudioSource {
  return {
    start: async (onAudio, signal) => {
      const stream = await openMicrophone(constraints);
      const context = new AudioContext();
      const stop = async (): Promise<void> => {
        for (const track of stream.getTracks()) track.stop();
        if (context.state !== 'closed') await context.close();
      };
      try {
        signal.throwIfAborted();
        await context.resume();
        await captureStream(stream, context, (samples) => onAudio(floatToPcm16(samples), context.sampleRate));
      } catch (thrown) {
        await stop();
        signal.throwIfAborted();
        const message = 'The microphone could not be heard. The page has to be able to load the worklet that lies beside this package.';
        throw new VoiceSessionError('voice_session.not_possible_here', message, { cause: thrown });
      }
      return stop;
    },
  };
}

/** @throws VoiceSessionError voice_session.not_possible_here */
export async function openMicrophone(constraints: MediaTrackConstraints = CONSTRAINTS): Promise<MediaStream> {
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: constraints });
  } catch (cause) {
    const message = 'There is no microphone, or the user does not allow it. A page needs https: and the permission.';
    throw new VoiceSessionError('voice_session.not_possible_here', message, { cause });
  }
}
