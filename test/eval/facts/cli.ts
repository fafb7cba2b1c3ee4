import { readCases, type Half } from './cases.ts';
import { measureFacts } from './measure.ts';

/**
 * Prints the figures. Which turns came out wrong is shown of the open half alone: who reads them of the sealed one would
 * tune to it.
 */
export async function printFacts(folder: string, args: readonly string[]): Promise<void> {
  const half: Half = args.includes('--sealed') ? 'sealed' : 'open';
  const { rows, misses } = await measureFacts(await readCases(folder, half));
  for (const { measure, value, target, of } of rows)
    console.log(`${measure.padEnd(44)} ${value.toFixed(3).padStart(6)}  target ${target === null ? '   –' : target.toFixed(2)}  of ${of}`);
  if (half === 'open' && args.includes('--misses')) for (const { id, kind, said, detail } of misses) console.log(`\n${id} ${kind}: ${said}\n    ${detail}`);
}
