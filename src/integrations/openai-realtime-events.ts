import { field, type JsonObject } from '../client/json.ts';

/** What an event is about. */
export type RealtimeKind =
  | 'session'
  | 'committed'
  | 'item'
  | 'partial'
  | 'transcript'
  | 'untranscribed'
  | 'speech'
  | 'response'
  | 'spoken'
  | 'spokenWhole'
  | 'written'
  | 'writtenWhole'
  | 'audio'
  | 'playing'
  | 'played'
  | 'cleared'
  | 'truncated'
  | 'done';

/** Events by their names, today's and those before. */
const KINDS: Readonly<Record<string, RealtimeKind>> = {
  'session.created': 'session',
  'session.updated': 'session',
  'input_audio_buffer.committed': 'committed',
  'input_audio_buffer.speech_started': 'speech',
  'conversation.item.added': 'item',
  'conversation.item.created': 'item',
  'conversation.item.input_audio_transcription.delta': 'partial',
  'conversation.item.input_audio_transcription.completed': 'transcript',
  'conversation.item.input_audio_transcription.failed': 'untranscribed',
  'conversation.item.truncated': 'truncated',
  'response.created': 'response',
  'response.output_audio_transcript.delta': 'spoken',
  'response.audio_transcript.delta': 'spoken',
  'response.output_audio_transcript.done': 'spokenWhole',
  'response.audio_transcript.done': 'spokenWhole',
  'response.output_text.delta': 'written',
  'response.text.delta': 'written',
  'response.output_text.done': 'writtenWhole',
  'response.text.done': 'writtenWhole',
  'response.output_audio.delta': 'audio',
  'response.audio.delta': 'audio',
  'output_audio_buffer.started': 'playing',
  'output_audio_buffer.stopped': 'played',
  'output_audio_buffer.cleared': 'cleared',
  'response.done': 'done',
};

/** What an event is about; null for the many that matter to nobody here. */
export function kindOf({ type }: JsonObject): RealtimeKind | null {
  return typeof type === 'string' && Object.hasOwn(KINDS, type) ? KINDS[type]! : null;
}

/** A text, or none. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The response that an event belongs to. */
export const responseIdOf = (event: JsonObject): string => textOf(event['response_id'] ?? field(event['response'], 'id'));
