import type { Transcriber, TTSProvider } from 'agents/voice';
import type { Heard } from '../heard.ts';

/** Understands sound that is JSON. */
export const scriptedTranscriber: Transcriber = {
  createSession: ({ onSpeechStart, onUtterance } = {}) => ({
    feed: (sound) => {
      const heard = JSON.parse(new TextDecoder().decode(sound)) as Heard;
      if ('says' in heard) onUtterance?.(heard.says);
      else onSpeechStart?.();
    },
    close: () => undefined,
  }),
};

/** Hertz. */
export const SAMPLE_RATE = 1_000;

/** Speaks raw PCM: a minute for what has a `…` in it, for ever for what has a `∞`, else a millisecond. */
export const scriptedVoice: TTSProvider = {
  synthesize: async (text, signal) => {
    if (text.includes('∞')) await new Promise((_, reject) => signal?.addEventListener('abort', reject));
    return new ArrayBuffer(text.includes('…') ? 60 * SAMPLE_RATE * 2 : 2);
  },
};
