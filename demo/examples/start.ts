import { spawn } from 'node:child_process';
import { modelFolder } from '../model-folder.ts';
import { installLocked } from '../install-locked.ts';
import { buildPackage } from './build-package.ts';
import { examples, type Example } from './examples.ts';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Starts the example of that name with all that it needs. Resolves with the code of the process. */
export async function main([name, ...args]: readonly string[]): Promise<number> {
  const all = await examples();
  const example = all.find((one) => one.name === name);
  if (!example) {
    const width = Math.max(...all.map((one) => one.name.length));
    say(`npm run example <name>, one of:\n\n${all.map((one) => `  ${one.name.padEnd(width)}  ${one.description}`).join('\n')}\n`);
    return name === undefined ? 0 : 2;
  }
  const over = new AbortController();
  process.once('SIGINT', () => over.abort()).once('SIGTERM', () => over.abort());
  try {
    await prepare(example, over.signal);
    return await start(example, args, over.signal);
  } catch (thrown) {
    if (!over.signal.aborted) say((thrown as Error).message);
    return 1;
  }
}

async function prepare({ name, folder }: Example, signal: AbortSignal): Promise<void> {
  await buildPackage(say);
  signal.throwIfAborted();
  say(`Installing what ${name} needs…`);
  await installLocked(folder, `The packages of ${name}`);
  signal.throwIfAborted();
  // fetched once for this machine, with a bar; without it recall goes by words
  await modelFolder(signal);
}

function start({ name, folder }: Example, args: readonly string[], signal: AbortSignal): Promise<number> {
  say(`Starting ${name} (npm start)…`);
  const windows = process.platform === 'win32';
  const child = spawn(windows ? 'npm.cmd' : 'npm', ['start', '--silent', '--', ...args], { cwd: folder, stdio: 'inherit', shell: windows });
  signal.addEventListener('abort', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(signal.aborted ? 0 : (code ?? 1)));
  });
}
