import { browserSynthesizer, type SpeechSynthesizer } from '../../src/voice/session/index.ts';

/** How long a browser may take to name its voices, in milliseconds. */
const VOICES_MS = 1000;

/**
 * Speaks by a voice of this device; the browser's other voices are servers. Where there is none, or nothing is to be read aloud, an
 * answer is text: it counts as heard when it is shown.
 *
 * @param aloud whether to speak at all, asked before each sentence
 */
export function speaker(aloud: () => boolean): SpeechSynthesizer {
  const browser = browserSynthesizer();
  return {
    async *speak(text, options) {
      const voice = aloud() ? await localVoiceName(options.language) : null;
      if (options.signal.aborted) return;
      if (voice === null) options.onSpoken(text.length);
      else yield* browser.speak(text, { ...options, voice });
    },
  };
}

/** The name of a voice of this device that speaks the language, or null. */
export async function localVoiceName(language: string): Promise<string | null> {
  if (!('speechSynthesis' in globalThis)) return null;
  if (speechSynthesis.getVoices().length === 0) await voicesAreNamed();
  const voices = speechSynthesis.getVoices().filter(({ localService, lang }) => localService && lang.replace('_', '-').startsWith(language));
  return (voices.find((voice) => voice.default) ?? voices[0])?.name ?? null;
}

const named = new WeakMap<SpeechSynthesis, Promise<void>>();

/** Some browsers name none until they are asked. It is waited for once. */
function voicesAreNamed(): Promise<void> {
  const known = named.get(speechSynthesis);
  if (known) return known;
  const waiting = new Promise<void>((resolve) => {
    speechSynthesis.addEventListener('voiceschanged', () => resolve(), { once: true });
    setTimeout(resolve, VOICES_MS);
  });
  named.set(speechSynthesis, waiting);
  return waiting;
}
