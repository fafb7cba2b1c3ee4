import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** What a script found about one of its sentences. */
export interface Verdict {
  readonly ok: boolean;
  readonly reason?: string;
  /** A figure worth showing, of a sentence that holds. */
  readonly note?: string;
}

const pathOf = (name: string): string => fileURLToPath(new URL(`./${name}.py`, import.meta.url));

/** The sentences that a script promises, in its order. */
export function sentencesOf(name: string): string[] {
  return [...readFileSync(pathOf(name), 'utf8').matchAll(/^@says\((['"])(.+)\1\)$/gm)].map((match) => match[2]!);
}

/** Runs a script of this folder to its end and returns what it said of each sentence. */
export async function runScript(interpreter: string, name: string, env: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, Verdict>> {
  const verdicts = new Map<string, Verdict>();
  let rest = '';
  const child = spawn(interpreter, ['-B', pathOf(name)], { env: { ...cleared(process.env), ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const said = /^said (\{.*\})$/.exec(line);
    if (!said) return;
    const { sentence, ...verdict } = JSON.parse(said[1]!) as Verdict & { readonly sentence: string };
    verdicts.set(sentence, verdict);
    if (verdict.note !== undefined) console.log(`conformance: ${sentence}: ${verdict.note}`);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    rest = (rest + text).slice(-8192);
  });
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  for (const sentence of sentencesOf(name)) {
    if (!verdicts.has(sentence)) verdicts.set(sentence, { ok: false, reason: `the script said nothing of it (exit code ${code}): ${rest}` });
  }
  return verdicts;
}

/** The environment without what would point the clients at something else than the script does. */
const cleared = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !/^(?:MEMOAIR_(?!MODEL_CACHE)|PYTHON|https?_proxy$|all_proxy$)/i.test(name)));
