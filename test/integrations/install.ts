import { fileURLToPath } from 'node:url';
import { installLocked } from '../support/install-locked.ts';

export const installFrameworks = (): Promise<void> => installLocked(fileURLToPath(new URL('./', import.meta.url)), "The vendors' packages");
