import { filesOf, readFiles, type Half } from './cases.ts';
import { measureFacts } from './measure.ts';

const given = (args: readonly string[], name: string): string | undefined => {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args[at + 1];
};

/**
 * Prints the figures, of the open half or of the files after `--statements` and `--pairs`. Which turns came out wrong is
 * not shown of the sealed half: who reads them would tune to it.
 */
export async function printFacts(folder: string, args: readonly string[]): Promise<void> {
  const half: Half = args.includes('--sealed') ? 'sealed' : 'open';
  const files = filesOf(folder, half);
  const { statements = files.statements, pairs = files.pairs } = { statements: given(args, '--statements'), pairs: given(args, '--pairs') };
  const { rows, misses } = await measureFacts(await readFiles({ ...files, statements, pairs }));
  for (const { measure, value, target, of } of rows)
    console.log(`${measure.padEnd(44)} ${value.toFixed(3).padStart(6)}  target ${target === null ? '   –' : target.toFixed(2)}  of ${of}`);
  if (half === 'open' && args.includes('--misses')) for (const { id, kind, said, detail } of misses) console.log(`\n${id} ${kind}: ${said}\n    ${detail}`);
}
