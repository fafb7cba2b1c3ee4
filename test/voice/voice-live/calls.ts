import type { VoiceLiveConnection } from '../../../src/voice/voice-live/connection.ts';

/** 16 bytes of PCM16. */
const AUDIO = 'AAEAAQABAAEAAQABAAEAAQ==';
const INSTRUCTED = {
  instructions: 'Be brief.',
  modalities: ['text', 'audio'],
  voice: 'alloy',
  input_audio_format: 'pcm16',
  output_audio_format: 'pcm16',
  turn_detection: { type: 'server_vad', threshold: 0.5, prefix_padding_ms: 300, silence_duration_ms: 800 },
  temperature: 0.8,
  max_response_output_tokens: 'inf',
} as const;

/** Each call of the SDK, named as it is written in Python, as it is written here. */
export const CALLS: Readonly<Record<string, (connection: VoiceLiveConnection) => Promise<void>>> = {
  'session.update(session={...})': ({ session }) => session.update({ session: INSTRUCTED }),
  "session.update(session={...}, event_id='ev1')": ({ session }) => session.update({ session: { turn_detection: null }, eventId: 'ev1' }),
  'response.create()': ({ response }) => response.create(),
  "response.create(response={'instructions':'x'}, event_id='ev2', additional_instructions='y')": ({ response }) =>
    response.create({ response: { instructions: 'x' }, eventId: 'ev2', additionalInstructions: 'y' }),
  'response.cancel()': ({ response }) => response.cancel(),
  "response.cancel(response_id='r1', event_id='ev3')": ({ response }) => response.cancel({ responseId: 'r1', eventId: 'ev3' }),
  'input_audio_buffer.append(audio=…)': ({ inputAudioBuffer }) => inputAudioBuffer.append({ audio: AUDIO }),
  "input_audio_buffer.append(audio=…, event_id='ev4')": ({ inputAudioBuffer }) => inputAudioBuffer.append({ audio: AUDIO, eventId: 'ev4' }),
  'input_audio_buffer.commit()': ({ inputAudioBuffer }) => inputAudioBuffer.commit(),
  "input_audio_buffer.commit(event_id='ev5')": ({ inputAudioBuffer }) => inputAudioBuffer.commit({ eventId: 'ev5' }),
  'input_audio_buffer.clear()': ({ inputAudioBuffer }) => inputAudioBuffer.clear(),
  'output_audio_buffer.clear()': ({ outputAudioBuffer }) => outputAudioBuffer.clear(),
  "output_audio_buffer.clear(event_id='ev6')": ({ outputAudioBuffer }) => outputAudioBuffer.clear({ eventId: 'ev6' }),
  'conversation.item.create(message)': ({ conversation }) =>
    conversation.item.create({ item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hi' }] } }),
  "conversation.item.create(message, previous_item_id='root', event_id='ev7')": ({ conversation }) =>
    conversation.item.create({
      item: { type: 'message', role: 'system', content: [{ type: 'input_text', text: 'ctx' }] },
      previousItemId: 'root',
      eventId: 'ev7',
    }),
  'conversation.item.create(function_call_output)': ({ conversation }) =>
    conversation.item.create({ item: { type: 'function_call_output', call_id: 'c1', output: '{}' } }),
  "conversation.item.delete(item_id='i1')": ({ conversation }) => conversation.item.delete({ itemId: 'i1' }),
  "conversation.item.truncate(item_id='i1', audio_end_ms=120, content_index=0)": ({ conversation }) =>
    conversation.item.truncate({ itemId: 'i1', audioEndMs: 120, contentIndex: 0 }),
  "conversation.item.truncate(..., event_id='ev8')": ({ conversation }) =>
    conversation.item.truncate({ itemId: 'i1', audioEndMs: 120, contentIndex: 0, eventId: 'ev8' }),
  "transcription_session.update(session={'input_audio_format':'pcm16'})": ({ transcriptionSession }) =>
    transcriptionSession.update({ session: { input_audio_format: 'pcm16' } }),
  "send({'type':'response.cancel'})": (connection) => connection.send({ type: 'response.cancel' }),
  "conversation.item.retrieve(item_id='i1', event_id='ev9')": ({ conversation }) => conversation.item.retrieve({ itemId: 'i1', eventId: 'ev9' }),
};
