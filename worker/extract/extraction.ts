export { extractFacts } from './grammar.ts';
export { compileExpressions, readSamples } from './warm-up.ts';
