export { attachMemory, type AttachedMemory, type AttachMemoryOptions, type MemorySource } from './attach-memory.ts';
export type { OnFault } from './faults.ts';
export type { TalkRuntime, TalkSession } from './talk-memory.ts';
export type { AnswerQuestion, MemoryQuestion, TurnListener, VoiceClient } from './voice-client.ts';
