/**
 * Where facts come from: the built-in grammar, and an extractor that asks the model of the browser.
 *
 * @module
 */
export type { ExtractedFact, Extractor, ExtractorInput } from '../contract/extractor.ts';
export { extractFacts } from '../../worker/extract/grammar.ts';
export { languageModelExtractor, type LanguageModelExtractorOptions } from './language-model.ts';
export type { LanguageModelFactory, LanguageModelNeeds, LanguageModelSession } from './prompt-api.ts';
