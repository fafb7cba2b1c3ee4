import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Declarations, type Place } from './declarations.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const TYPES = './dist/types/';

/** What the package offers, for a person to read and for a diff to show. */
export interface ApiReport {
  readonly text: string;
  /** `subpath name`, of exports that say nothing about themselves. */
  readonly undocumented: readonly string[];
}

type Conditions = string | { readonly [condition: string]: Conditions };

/** Reads what the compiler says of every subpath of package.json. `types` is an empty folder for what it writes. */
export async function apiReport(types: string): Promise<ApiReport> {
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  await promisify(execFile)(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--outDir', types], { cwd: ROOT });
  const { exports } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { readonly exports: Readonly<Record<string, Conditions>> };
  const declarations = new Declarations();
  const shown = new Map<string, Place>();
  const undocumented: string[] = [];
  const entries: string[] = [];
  for (const [subpath, conditions] of Object.entries(exports)) {
    for (const [condition, file] of typesOf(conditions)) {
      const title = `memoair-web${subpath.slice(1)}${condition}`;
      const names = [...declarations.exportsOf(join(types, file))].toSorted(([a], [b]) => order(a, b));
      for (const [name, place] of names) {
        shown.set(keyOf(place), place);
        if (!declarations.at(place).documented) undocumented.push(`${title} ${name}`);
      }
      entries.push(`## ${title}\n\n${fenced('text', names.map(([name]) => name).join('\n'))}`);
    }
  }
  // what exported names mention is offered with them
  for (const place of shown.values()) for (const named of declarations.at(place).names) shown.set(keyOf(named), named);
  const byFile = new Map<string, Place[]>();
  for (const place of shown.values()) {
    const file = relative(types, place.file).replace(/\.d\.ts$/, '.ts');
    byFile.set(file, [...(byFile.get(file) ?? []), place]);
  }
  const bodies = [...byFile]
    .toSorted(([a], [b]) => order(a, b))
    .map(([file, places]) => {
      const texts = new Set(places.toSorted((a, b) => order(a.name, b.name)).map((place) => declarations.at(place).text));
      return `### ${file}\n\n${fenced('text', [...texts].join('\n'))}`;
    });
  return { text: `${HEAD}\n${entries.join('\n')}\n## Declarations\n\n${bodies.join('\n')}`, undocumented };
}

const HEAD = `# The public surface

Written by \`npm run api\` from the types that the compiler emits; a test holds it against them, so that a change of the surface shows in a diff. First
what each subpath exports, then every declaration of those names and of the names that they mention, by file.
`;

/** Each file of types that a subpath may resolve to, with the condition that chooses it. */
function typesOf(conditions: Conditions): [condition: string, file: string][] {
  if (typeof conditions === 'string') return [];
  return Object.entries(conditions).flatMap(([condition, value]): [string, string][] => {
    if (typeof value !== 'string') return typesOf(value).map(([inner, file]) => [` (${condition})${inner}`, file]);
    return condition === 'types' && value.startsWith(TYPES) ? [['', value.slice(TYPES.length)]] : [];
  });
}

const keyOf = ({ file, name }: Place): string => `${file} ${name}`;
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const fenced = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\`\n`;
