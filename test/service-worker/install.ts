import { fileURLToPath } from 'node:url';
import { installLocked } from '../support/install-locked.ts';

export const installClients = (): Promise<void> => installLocked(fileURLToPath(new URL('./', import.meta.url)), "The packages of the service worker's tests");
