import 'vitest/browser';

declare module 'vitest/browser' {
  interface BrowserCommands {
    /** Text of a file of the evaluation data. */
    readShared(path: string): Promise<string>;
    /** The same, or null where the data is not beside the checkout. */
    readSharedIfThere(path: string): Promise<string | null>;
    /** The reference cloud, on a socket. */
    startCloud(): Promise<import('./cloud-command.ts').StartedCloud>;
    /** Address of what stands in for Voice Live, on a socket. */
    startVoiceLive(): Promise<string>;
  }
}
