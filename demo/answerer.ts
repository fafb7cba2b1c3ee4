import type { Recall } from './wire.ts';

/** What somebody said, and what memory had on it. */
export interface Question {
  readonly userText: string;
  readonly recall: Recall;
}

/**
 * Who makes the assistant's answers. This page's own quotes memory (`template-answer.ts`); an app puts its model here and hands
 * it `recall.contextText`.
 *
 * @example
 * const mine: Answerer = async ({ userText, recall }) => (await llm({ system: recall.contextText, user: userText })).text;
 */
export type Answerer = (question: Question) => string | Promise<string>;
