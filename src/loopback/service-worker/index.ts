export { answerLoopback, type AnswerLoopbackOptions } from './answer-loopback.ts';
export type { LoopbackScope } from './scope.ts';
