import { resolve } from 'node:path';
import { runCommand } from './command.ts';
import { BUILT_PAGE, ROOT } from './paths.ts';

/** Builds the page with whatever peers are installed. */
export async function buildPage(signal: AbortSignal): Promise<string> {
  const vite = resolve(ROOT, 'node_modules/vite/bin/vite.js');
  await runCommand(process.execPath, [vite, 'build', '--config', 'test/bench/vite.config.ts', '--mode', 'page', '--logLevel', 'error'], { cwd: ROOT, signal });
  return BUILT_PAGE;
}
