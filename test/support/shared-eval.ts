import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The evaluation data beside the checkout, when it is there; it is never part of the project. */
export const SHARED_EVAL: string = fileURLToPath(new URL('../../../shared/eval/', import.meta.url));

export const hasSharedEval: boolean = existsSync(SHARED_EVAL);
