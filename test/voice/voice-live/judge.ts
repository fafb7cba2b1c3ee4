import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findPython, installJudges } from '../../conformance/python.ts';

export interface End {
  readonly name: 'ConnectionClosed' | 'ConnectionError' | 'none';
  readonly code?: number;
}

/** What the vendor's Python SDK sent and told. */
export interface Verdict {
  readonly frames: Readonly<Record<string, unknown>>;
  readonly ends: Readonly<Record<string, End>>;
  readonly read: readonly string[];
  readonly connections: Readonly<
    Record<string, { readonly path: string; readonly query: object; readonly headers: object; readonly scopes: readonly string[] | null }>
  >;
  /** Parameters of each method, by class. */
  readonly members: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  readonly parameters: readonly string[];
  readonly options: readonly string[];
  readonly serverEvents: readonly string[];
  readonly clientEvents: readonly string[];
}

export const python = findPython();
if (!python) {
  console.warn(
    "NOT CHECKED: Azure's Python SDK (azure-ai-voicelive) beside the Voice Live client. " +
      'It needs Python 3.10 or later with venv, on Linux or macOS: install it (on Debian python3 and python3-venv), or set PYTHON to its path.',
  );
}

/** Lets the SDK talk to the scripted server. */
export async function judge(url: string): Promise<Verdict> {
  const interpreter = await installJudges(python!, fileURLToPath(new URL('./', import.meta.url)));
  const { stdout } = await promisify(execFile)(interpreter, ['-B', fileURLToPath(new URL('judge.py', import.meta.url)), url], { maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(stdout) as Verdict;
}
