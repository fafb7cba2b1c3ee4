/** What the page's stand-ins did, and how a test has them do more; on the page's `globalThis`. */
export interface StandIns {
  /** What was spoken, and which of its words were, by utterance. */
  readonly spoken: { readonly text: string; heard: string; cancelledAt: number | null }[];
  /** Says a sound, as base64, into the microphone. Resolves when it is over. */
  say(wav: string): Promise<void>;
  /** From now on the microphone hears `say` alone, in the place of the browser's recording. */
  useOwnMicrophone(): void;
}

/** Runs in the page: a voice that speaks a word at a time and makes no sound, and a microphone to say things into. Stands on its own. */
export function installStandIns(): void {
  const WORD_MS = 120;
  const spoken: StandIns['spoken'] = [];
  let stop = (): void => undefined;

  class Utterance extends EventTarget {
    readonly text: string;
    lang = '';
    voice: unknown = null;
    constructor(text: string) {
      super();
      this.text = text;
    }
  }
  const speak = (utterance: Utterance): void => {
    const entry: StandIns['spoken'][number] = { text: utterance.text, heard: '', cancelledAt: null };
    spoken.push(entry);
    const starts = [...utterance.text.matchAll(/\S+/g)].map(({ index }) => index);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const next = (): void => {
      const at = starts.shift();
      entry.heard = utterance.text.slice(0, at);
      utterance.dispatchEvent(at === undefined ? new Event('end') : Object.assign(new Event('boundary'), { charIndex: at }));
      if (at !== undefined) timer = setTimeout(next, WORD_MS);
    };
    next();
    stop = () => {
      clearTimeout(timer);
      if (starts.length > 0) entry.cancelledAt = performance.now();
      stop = () => undefined;
    };
  };
  const voice = { name: 'A voice of this device', lang: 'en-US', localService: true, default: true };
  const speechSynthesis = Object.assign(new EventTarget(), { getVoices: () => [voice], speak, cancel: () => stop() });
  Object.defineProperties(globalThis, {
    speechSynthesis: { value: speechSynthesis },
    SpeechSynthesisUtterance: { value: Utterance },
  });

  let sound: { readonly context: AudioContext; readonly out: MediaStreamAudioDestinationNode } | null = null;
  const { mediaDevices } = navigator;
  const recording = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (constraints) => (sound ? sound.out.stream.clone() : recording(constraints));
  const standIns: StandIns = {
    spoken,
    useOwnMicrophone: () => {
      const context = new AudioContext();
      sound = { context, out: context.createMediaStreamDestination() };
    },
    say: async (wav) => {
      const { context, out } = sound!;
      const source = context.createBufferSource();
      source.buffer = await context.decodeAudioData(Uint8Array.from(atob(wav), (char) => char.charCodeAt(0)).buffer);
      source.connect(out);
      source.start();
      await new Promise((resolve) => source.addEventListener('ended', resolve, { once: true }));
    },
  };
  Object.assign(globalThis, { standIns });
}
