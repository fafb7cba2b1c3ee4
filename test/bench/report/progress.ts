export interface Progress {
  /** What is under way. On a terminal the next one replaces it. */
  readonly say: (text: string) => void;
  /** A line that stays. */
  readonly print: (text: string) => void;
}

export function createProgress(started: number): Progress {
  const terminal = process.stderr.isTTY;
  const clear = (): void => void (terminal && process.stderr.write('\r\u001b[K'));
  return {
    say(text) {
      const line = `[${Math.round((Date.now() - started) / 1000)} s] ${text}`;
      clear();
      process.stderr.write(terminal ? line.slice(0, Math.max(20, (process.stderr.columns || 80) - 1)) : `${line}\n`);
    },
    print(text) {
      clear();
      process.stdout.write(`${text}\n`);
    },
  };
}
