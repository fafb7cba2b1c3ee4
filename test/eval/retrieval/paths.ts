import { resolve } from 'node:path';

/** npm starts a script in the project's root. */
const ROOT: string = process.cwd();

/** The data beside the checkout; it is never part of the project. */
export const DATA: string = resolve(ROOT, '../shared/eval');
export const RETRIEVAL: string = resolve(ROOT, 'test/eval/retrieval');
