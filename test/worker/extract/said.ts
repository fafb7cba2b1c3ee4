import type { ExtractedFact } from '../../../worker/extract/extractor.ts';
import { extractFacts } from '../../../worker/extract/grammar.ts';

/** All that one turn gives, with what means nothing until it is known what holds. */
export const found = (userText: string): readonly ExtractedFact[] => extractFacts({ userText, at: '2026-01-02T03:04:05Z' });

/** The facts of one turn. */
export const facts = (userText: string): readonly ExtractedFact[] => found(userText).filter(({ matchKey }) => !/^user\.(?:any|instead)\./u.test(matchKey));

/** `key: text` of what holds after the turn. */
export const held = (userText: string): string[] => facts(userText).flatMap(({ matchKey, text, ends }) => (ends ? [] : [`${matchKey}: ${text}`]));

/** `key: text` of what the turn ends. */
export const ended = (userText: string): string[] => facts(userText).flatMap(({ matchKey, text, ends }) => (ends ? [`${matchKey}: ${text}`] : []));
