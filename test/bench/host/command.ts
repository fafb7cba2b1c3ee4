import { spawn } from 'node:child_process';

const KEPT = 4_000;

/** Runs a command to its end. @throws Error with the end of what it printed, when it fails or is aborted. */
export async function runCommand(command: string, args: readonly string[], options: { cwd: string; signal: AbortSignal }): Promise<void> {
  // a test runner's or another build's mode would change what is built
  const { NODE_ENV: _mode, ...env } = process.env;
  const child = spawn(command, args, { ...options, env, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });
  let printed = '';
  const keep = (chunk: Buffer): void => void (printed = (printed + chunk.toString()).slice(-KEPT));
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code ?? 'a signal'}\n${printed.trim()}`);
}
