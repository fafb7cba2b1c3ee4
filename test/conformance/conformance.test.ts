import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishedCases } from '../parity/published.cases.ts';
import { buildRuntime, type BuiltRuntime } from './built-runtime.ts';
import { findPython, installJudges } from './python.ts';
import { runScript, sentencesOf, type Verdict } from './script.ts';

/** One after the other: each starts runtimes on the ports that the clients take by default. */
const SCRIPTS = ['memory', 'memory_sync', 'client', 'indexes', 'cloud', 'livekit_agent', 'vapi_search', 'durability', 'load'] as const;
const INSTALL_MS = 900_000;
const SCRIPT_MS = 300_000;

const python = findPython();
if (!python) {
  console.warn(
    'NOT CHECKED: the published Python clients (memoair-voice, memoair-livekit, memoair-vapi) against voice-runtime. ' +
      'It needs Python 3.10 or later with venv, on Linux or macOS: install it (on Debian python3 and python3-venv), or set PYTHON to its path.',
  );
}

describe.skipIf(!python)('the published Python clients, against the built voice-runtime', () => {
  let interpreter: string;
  let built: BuiltRuntime;
  beforeAll(async () => {
    interpreter = await installJudges(python!);
    built = await buildRuntime();
  }, INSTALL_MS);
  afterAll(() => built?.remove());

  publishedCases(() => interpreter);

  describe.each(SCRIPTS)('%s', (name) => {
    let verdicts: ReadonlyMap<string, Verdict>;
    beforeAll(async () => {
      verdicts = await runScript(interpreter, name, { MEMOAIR_RUNTIME_BINARY: built.executable, CONFORMANCE_SCRATCH: built.scratch });
    }, SCRIPT_MS);

    it.each(sentencesOf(name))('%s', (sentence) => {
      const verdict = verdicts.get(sentence);
      expect(verdict?.ok, verdict?.reason).toBe(true);
    });
  });
});
