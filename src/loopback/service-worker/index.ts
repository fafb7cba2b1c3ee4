/**
 * The loopback for requests that pass no `fetch` of the page’s: a service worker answers them.
 *
 * @module
 */
export { answerLoopback, type AnswerLoopbackOptions } from './answer-loopback.ts';
export type { LoopbackScope } from './scope.ts';
