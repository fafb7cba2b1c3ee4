import { VOICE_MODEL_STATE, type VoiceModelState } from '../model-files.ts';

const LOOK_MS = 400;

/** Waits until the server has the model's files. @param onShare is told how far it is, 0 to 1 @throws Error that says what to do */
export async function serverModel(onShare: (share: number) => void): Promise<void> {
  for (;;) {
    const response = await fetch(VOICE_MODEL_STATE).catch(() => null);
    if (!response) throw new Error('The voice model is not on this device yet, and there is no network. Try again online.');
    if (!response.ok) throw new Error('This page’s server has no voice model. Serve the page with npm start.');
    const told = (await response.json()) as VoiceModelState;
    if (told.state === 'ready') return;
    if (told.state === 'failed') throw new Error(told.message);
    onShare(told.share);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
