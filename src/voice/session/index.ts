/**
 * A spoken conversation with a model, over one of several transports.
 *
 * @module
 */
export type { PassAnswer } from './answer-gate.ts';
export type { AudioChunk, VoiceResponse } from './answer.ts';
export { VoiceSessionError, type VoiceSessionErrorCode } from './errors.ts';
export type { HeardDetail, SessionEventArguments, SessionEventName, SessionEvents, SessionHandler, TranscriptDetail } from './events.ts';
export type { AudioSource } from './media/audio-source.ts';
export { microphone, type MicrophoneOptions } from './media/microphone.ts';
export type { AnswerText, AnswerTextOptions, Recognition, RecognizerListener, SpeakOptions, SpeechRecognizer, SpeechSynthesizer } from './local/engines.ts';
export { browserRecognizer, type BrowserRecognizerOptions } from './local/browser-recognizer.ts';
export { browserSynthesizer } from './local/browser-synthesizer.ts';
export { localVoice, type LocalVoiceOptions } from './local/local-transport.ts';
export type { VoiceSessionOptions } from './options.ts';
export type { Playback } from './playback.ts';
export type { RealtimeCredential } from './realtime/credential.ts';
export { voiceLive, type VoiceLiveTransportOptions } from './realtime/voice-live.ts';
export { openaiWebRtc, type ExchangeDescription, type OpenaiWebRtcOptions } from './realtime/webrtc.ts';
export { openaiWebSocket, type OpenaiWebSocketOptions, type OpenRealtimeSocket, type RealtimeSocketRequest } from './realtime/websocket.ts';
export type { SessionAudio } from './session-audio.ts';
export type { AudioOptions, TurnDetectionOptions, TurnDetectionSettings } from './settings.ts';
export { SessionState, TRANSITIONS } from './state.ts';
export type { VoiceAgent, VoiceTool } from './tools.ts';
export type { TransportConfig, TransportEvent, VoiceLine, VoiceTransport } from './transport.ts';
export type { SpeechModel } from './turns/speech-model.ts';
export { sileroSpeechModel, type SileroModule, type SileroOptions } from './turns/silero.ts';
export { VoiceSession } from './voice-session.ts';
export type { WaitOptions } from './wait-options.ts';
