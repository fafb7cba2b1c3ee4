import { spawn } from 'node:child_process';

export interface SubprocessOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

export interface SubprocessResult {
  /** Null when the program does not exist or died of a signal. */
  readonly exitCode: number | null;
  /** The end of what it wrote to standard error. */
  readonly stderr: string;
}

const STDERR_CHARS = 4096;
const GRACE_MS = 2000;

/**
 * Runs a program to its end. When the signal is aborted the program is ended first, and only then does the promise
 * reject, so that the caller may remove the files the program was writing.
 *
 * @throws the signal's reason
 */
export async function runSubprocess(program: string, args: readonly string[], options: SubprocessOptions): Promise<SubprocessResult> {
  const { env, signal } = options;
  signal.throwIfAborted();
  const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'], windowsHide: true });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-STDERR_CHARS);
  });
  let killer: NodeJS.Timeout | undefined;
  const end = (): void => {
    child.kill();
    killer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  };
  signal.addEventListener('abort', end, { once: true });
  const result = await new Promise<SubprocessResult>((resolve) => {
    child.once('error', (error) => resolve({ exitCode: null, stderr: error.message }));
    child.once('close', (exitCode) => resolve({ exitCode, stderr }));
    // Grandchildren may hold the pipe open after the program itself is gone.
    child.once('exit', (exitCode) => signal.aborted && resolve({ exitCode, stderr }));
  });
  clearTimeout(killer);
  signal.removeEventListener('abort', end);
  signal.throwIfAborted();
  return result;
}
