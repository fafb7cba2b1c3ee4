export type { ExtractedFact, Extractor, ExtractorInput } from '../../src/contract/extractor.ts';
