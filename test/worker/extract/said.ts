import type { ExtractedFact } from '../../../worker/extract/extractor.ts';
import { extractFacts } from '../../../worker/extract/grammar.ts';

/** The facts of one turn. */
export const facts = (userText: string): readonly ExtractedFact[] => extractFacts({ userText, at: '2026-01-02T03:04:05Z' });

/** `key: text` of what holds after the turn. */
export const held = (userText: string): string[] => facts(userText).flatMap(({ matchKey, text, ends }) => (ends ? [] : [`${matchKey}: ${text}`]));

/** `key: text` of what the turn ends. */
export const ended = (userText: string): string[] => facts(userText).flatMap(({ matchKey, text, ends }) => (ends ? [`${matchKey}: ${text}`] : []));
