import { VoiceSessionError } from '../errors.ts';
import type { SpeechSynthesizer } from './engines.ts';

/** The browser's own speech synthesis, which plays what it speaks and gives no samples. A voice that it does not have is its default for the language. */
export function browserSynthesizer(): SpeechSynthesizer {
  return {
    async *speak(text, { voice, language, signal, onSpoken }) {
      if (!('speechSynthesis' in globalThis)) {
        throw new VoiceSessionError('voice_session.not_possible_here', 'This browser speaks no text. Give localVoice a synthesizer.');
      }
      const utterance = new SpeechSynthesisUtterance(text);
      utterance.lang = language;
      utterance.voice = speechSynthesis.getVoices().find(({ name }) => name === voice) ?? null;
      onSpoken(0);
      // of the word that begins; not every voice tells
      utterance.addEventListener('boundary', ({ charIndex }) => onSpoken(charIndex));
      await new Promise<void>((resolve, reject) => {
        const stop = (): void => {
          speechSynthesis.cancel();
          resolve();
        };
        signal.addEventListener('abort', stop, { once: true });
        const settle = (error?: Error) => (): void => {
          signal.removeEventListener('abort', stop);
          if (error && !signal.aborted) reject(error);
          else resolve();
        };
        utterance.addEventListener('end', settle());
        utterance.addEventListener('error', settle(new Error('The browser could not speak.')));
        speechSynthesis.speak(utterance);
      });
      // samples there are none, but an iterator has to have a type
      yield* [] as Int16Array[];
    },
  };
}
