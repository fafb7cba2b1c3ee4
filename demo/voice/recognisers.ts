/** Who may understand what is said. */
export type RecogniserId = 'device' | 'browser' | 'server';

/** One of them, as a person chooses it. */
export interface Recogniser {
  readonly id: RecogniserId;
  readonly name: string;
  /** What to know before it is chosen. */
  readonly note: string;
}

type Availability = 'available' | 'downloadable' | 'downloading' | 'unavailable';
interface RecognitionStatics {
  available?(options: { readonly langs: readonly string[]; readonly processLocally: boolean }): Promise<Availability>;
  install?(options: { readonly langs: readonly string[]; readonly processLocally: boolean }): Promise<boolean>;
}

export const LANGUAGE = 'en-US';
const LOCAL = { langs: [LANGUAGE], processLocally: true };
const DEVICE: Recogniser = {
  id: 'device',
  name: 'On this device (Moonshine, 44 MB, English)',
  note: 'Fetched once, and kept. What you say is understood in this tab and goes nowhere.',
};
const BROWSER: Recogniser = {
  id: 'browser',
  name: 'On this device (the browser’s own)',
  note: 'What you say is understood by your browser, on this device.',
};
const SERVER: Recogniser = {
  id: 'server',
  name: 'A server of the browser’s maker',
  note: 'Your voice leaves this device: your browser sends it to its maker, who understands it there.',
};

/** Those that there are here, the first of them to be chosen where nobody chooses. */
export async function recognisers(): Promise<readonly Recogniser[]> {
  const engine = recognition();
  if (!engine) return [DEVICE];
  const local = await engine.available?.(LOCAL).catch(() => 'unavailable' as const);
  return local === undefined || local === 'unavailable' ? [DEVICE, SERVER] : [DEVICE, BROWSER, SERVER];
}

/** Has the browser get what it needs to understand on this device. @throws Error that says what to do */
export async function installBrowserRecogniser(): Promise<void> {
  if ((await recognition()?.install?.(LOCAL)) !== true) throw new Error('The browser could not get its language pack. Choose Moonshine instead.');
}

function recognition(): RecognitionStatics | undefined {
  const { SpeechRecognition, webkitSpeechRecognition } = globalThis as unknown as Readonly<Record<string, RecognitionStatics | undefined>>;
  return SpeechRecognition ?? webkitSpeechRecognition;
}
