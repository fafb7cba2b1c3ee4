import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const RUN = fileURLToPath(new URL('../../demo/examples/run.mjs', import.meta.url));
const ADDRESS = /http:\/\/(?:127\.0\.0\.1|localhost):\d+/;

/** An example that was started by its one command. */
export interface StartedExample {
  /** What it printed so far. */
  readonly output: () => string;
  /** The first address that it printed. Rejects with what it printed when it ends before. */
  readonly url: Promise<string>;
  /** Resolves with the code of its process. */
  readonly exited: Promise<number | null>;
  /** Writes all that its standard input will ever say. */
  says(text: string): void;
  close(): Promise<void>;
}

/** Starts an example as a person does, on a free port. */
export function startExample(
  name: string,
  { args = [], env = {} }: { readonly args?: readonly string[]; readonly env?: NodeJS.ProcessEnv } = {},
): StartedExample {
  // a group of its own, so that all of it can be ended
  const child = spawn(process.execPath, [RUN, name, ...args], { detached: true, env: { ...process.env, PORT: '0', ...env }, stdio: 'pipe' });
  let output = '';
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  const url = new Promise<string>((resolve, reject) => {
    const take = (piece: Buffer): void => {
      output += String(piece);
      const [address] = ADDRESS.exec(output) ?? [];
      if (address) resolve(address);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    void exited.then((code) => reject(new Error(`${name} ended with ${code}:\n${output}`)));
  });
  // of a bot nobody wants one
  url.catch(() => undefined);
  return {
    output: () => output,
    url,
    exited,
    says: (text) => void child.stdin.end(text),
    close: async () => {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
      await exited;
    },
  };
}

/** Starts an example that serves something, hands its address on, and ends it. What it printed is told where the work fails. */
export async function withExample(name: string, env: NodeJS.ProcessEnv, work: (url: string) => Promise<void>): Promise<void> {
  const example = startExample(name, { env });
  try {
    await work(await example.url);
  } catch (error) {
    throw new Error(`${(error as Error).message}\n\n${name} printed:\n${example.output()}`, { cause: error });
  } finally {
    await example.close();
  }
}
