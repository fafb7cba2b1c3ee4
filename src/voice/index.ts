/**
 * Voice clients.
 *
 * @module
 */
export * from './audio/index.ts';
export * from './memory/index.ts';
export * from './session/index.ts';
export * from './voice-live/index.ts';
