export { base64ToBytes, bytesToBase64 } from './base64.ts';
export { floatToPcm16, pcm16Bytes, pcm16Samples, pcm16ToFloat } from './pcm16.ts';
export { PlaybackQueue, type Heard, type PlaybackContext, type PlaybackOptions, type PlaybackSource } from './playback-queue.ts';
export { Resampler } from './resampler.ts';
