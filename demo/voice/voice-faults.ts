import { VoiceSessionError } from '../../src/voice/session/index.ts';

const MICROPHONE: Readonly<Record<string, string>> = {
  NotAllowedError: 'This page may not use the microphone. Allow it beside the address of the page, then press the button again.',
  NotFoundError: 'No microphone was found. Plug one in, then press the button again.',
  NotReadableError: 'The microphone does not answer: another program may hold it. Close that, then press the button again.',
  TypeError: 'A page may use the microphone over https: or on localhost alone. Open this one there.',
};

/** What went wrong and what to do about it, in words for a person. */
export function wordsForVoice(thrown: unknown): string {
  if (thrown instanceof VoiceSessionError && thrown.cause instanceof Error) return MICROPHONE[thrown.cause.name] ?? thrown.message;
  return thrown instanceof Error ? thrown.message : 'The voice could not be started. Reload the page.';
}

/** Says so before megabytes are fetched for nothing. @throws Error that says what to do */
export async function checkMicrophone(): Promise<void> {
  const { mediaDevices } = navigator as { readonly mediaDevices?: MediaDevices };
  if (!mediaDevices) throw new Error(MICROPHONE['TypeError']);
  const devices = await mediaDevices.enumerateDevices();
  if (!devices.some(({ kind }) => kind === 'audioinput')) throw new Error(MICROPHONE['NotFoundError']);
  // not every browser tells
  const permission = await navigator.permissions.query({ name: 'microphone' }).catch(() => null);
  if (permission?.state === 'denied') throw new Error(MICROPHONE['NotAllowedError']);
}
