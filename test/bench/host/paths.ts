import { resolve } from 'node:path';

/** npm starts a script in the project's root. */
export const ROOT: string = process.cwd();
export const BENCH: string = resolve(ROOT, 'test/bench');
/** Ignored by git. */
export const BUILT: string = resolve(ROOT, 'test/.artifacts/bench');
export const BUILT_PAGE: string = resolve(BUILT, 'page');
