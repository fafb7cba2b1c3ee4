export { extractFacts } from './grammar.ts';
export { warmUpExtractor } from './warm-up.ts';
