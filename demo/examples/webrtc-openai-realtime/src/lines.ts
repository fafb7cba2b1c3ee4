/** What there is to be shown of a session's event. */
export type Shown = { readonly who: 'you' | 'model' | 'memory'; readonly text: string };

interface Event {
  readonly type: string;
  readonly transcript?: string;
  readonly item?: { readonly role?: string; readonly content?: readonly { readonly text?: string }[] };
}

/** The line that an event brings, or null. */
export function shownOf(event: unknown): Shown | null {
  const { type, transcript = '', item } = event as Event;
  if (type === 'conversation.item.input_audio_transcription.completed') return { who: 'you', text: transcript };
  if (type === 'response.output_audio_transcript.done') return { who: 'model', text: transcript };
  // what the memory has put before the model
  if (type === 'conversation.item.added' && item?.role === 'system') return { who: 'memory', text: item.content?.[0]?.text ?? '' };
  return null;
}
