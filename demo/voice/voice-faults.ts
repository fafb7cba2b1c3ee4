import { VoiceSessionError } from '../../src/voice/session/index.ts';

const MICROPHONE: Readonly<Record<string, string>> = {
  NotAllowedError: 'This page may not use the microphone. Allow it beside the address of the page, then press the button again.',
  NotFoundError: 'No microphone was found. Plug one in, then press the button again.',
  NotReadableError: 'The microphone does not answer: another program may hold it. Close that, then press the button again.',
};

/** What went wrong and what to do about it, in words for a person. */
export function wordsForVoice(thrown: unknown): string {
  const reason = thrown instanceof VoiceSessionError ? thrown.cause : thrown;
  if (reason instanceof DOMException && reason.name in MICROPHONE) return MICROPHONE[reason.name]!;
  return thrown instanceof Error ? thrown.message : 'The voice could not be started. Reload the page.';
}

/** Asks for the microphone before megabytes are fetched for nothing. @throws Error that says what to do */
export async function askForMicrophone(): Promise<void> {
  const { mediaDevices } = navigator as { readonly mediaDevices?: MediaDevices };
  if (!mediaDevices) throw new Error('A page may use the microphone over https: or on localhost alone. Open this one there.');
  // not every browser tells
  const permission = await navigator.permissions.query({ name: 'microphone' }).catch(() => null);
  if (permission?.state === 'granted') return;
  try {
    const stream = await mediaDevices.getUserMedia({ audio: true });
    for (const track of stream.getTracks()) track.stop();
  } catch (thrown) {
    throw new Error(wordsForVoice(thrown), { cause: thrown });
  }
}
