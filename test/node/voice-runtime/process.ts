import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

export interface Reply {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** A `voice-runtime` in a process of its own. */
export interface RuntimeProcess {
  readonly url: string;
  readonly pid: number;
  get(path: string, headers?: Record<string, string>): Promise<Reply>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Reply>;
  /** Sends the signal and waits for the end; its exit code, null when the signal ended it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
  /** What it has written on stderr. */
  log(): string;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A hub that takes requests and never answers: the model of a runtime stays on its way for as long as the test runs. */
export async function silentHub(): Promise<string> {
  const server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function start(executable: string, env: Record<string, string>, args: readonly string[] = []) {
  const child = spawn(executable, args, { env: { ...clean(), ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, ended, stderr: () => stderr };
}

/** What this machine happens to have set must not reach a test. */
function clean(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('MEMOAIR_') && name !== 'XDG_DATA_HOME'));
}

/** Runs it to its end, as for `--help`. */
export async function runToEnd(executable: string, env: Record<string, string>, args: readonly string[] = []): Promise<Ended> {
  const { child, ended, stderr } = start(executable, env, args);
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  return { code: await ended, stdout, stderr: stderr() };
}

/** Starts it on a free port and waits until it listens. It ends with the test. */
export async function startProcess(executable: string, env: Record<string, string>, args: readonly string[] = []): Promise<RuntimeProcess> {
  const { child, ended, stderr } = start(executable, { MEMOAIR_RUNTIME_BIND_ADDR: '127.0.0.1:0', ...env }, args);
  onTestFinished(() => void child.kill('SIGKILL'));
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const at = / on (http:\S+)$/.exec(line)?.[1];
      if (at !== undefined) resolve(at);
    });
    void ended.then((code) => reject(new Error(`voice-runtime ended with ${code}: ${stderr()}`)));
  });
  const ask = async (path: string, init: RequestInit): Promise<Reply> => {
    const response = await fetch(url + path, init);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every answer is an object
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  return {
    url,
    pid: child.pid ?? 0,
    get: (path, headers = {}) => ask(path, { headers }),
    post: (path, body, headers = {}) => ask(path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }),
    end: (signal) => {
      child.kill(signal);
      return ended;
    },
    log: stderr,
  };
}
