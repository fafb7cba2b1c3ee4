import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseSync } from 'vite';

/** A node of a syntax tree, as far as it is looked at here. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

interface Named extends Node {
  readonly name: string;
}

interface Specifier extends Node {
  readonly local: Named;
  readonly imported?: Named;
  readonly exported?: Named;
}

interface Statement extends Node {
  readonly id?: Named;
  readonly declaration?: Statement | null;
  readonly declarations?: readonly { readonly id: Named }[];
  readonly specifiers?: readonly Specifier[];
  readonly source?: { readonly value: string } | null;
  readonly exported?: Named | null;
}

/** Where a name is declared. */
export interface Place {
  readonly file: string;
  readonly name: string;
}

/** What stands under one name in one file: an interface and a function may share it, and a function may stand there more than once. */
export interface Declaration {
  readonly text: string;
  /** It has a comment for those who use it. */
  readonly documented: boolean;
  /** Names of the same package that it mentions. */
  readonly names: readonly Place[];
}

interface Module {
  readonly declared: ReadonlyMap<string, readonly Statement[]>;
  /** Names that come from elsewhere, or are named otherwise outside. */
  readonly exported: ReadonlyMap<string, Place>;
  readonly imported: ReadonlyMap<string, Place>;
  readonly stars: readonly string[];
  readonly text: string;
  readonly comments: readonly (Node & { readonly value: string })[];
}

/** The declaration files that a compiler wrote, read as they are asked for. */
export class Declarations {
  readonly #modules = new Map<string, Module>();

  /** Every name that a file exports, and where it is declared. Names of other packages are left out. */
  exportsOf(file: string): Map<string, Place> {
    const { declared, exported, stars } = this.#module(file);
    const found = new Map<string, Place>();
    for (const star of stars) for (const [name, place] of this.exportsOf(star)) found.set(name, place);
    for (const [name, statements] of declared) if (statements.some(isExported)) found.set(name, { file, name });
    for (const [name, place] of exported) found.set(name, this.#origin(place));
    return found;
  }

  /** What stands under a name. @throws Error where nothing does: a file that re-exports what is not there */
  at({ file, name }: Place): Declaration {
    const { declared, imported, text, comments } = this.#module(file);
    const statements = declared.get(name);
    if (!statements) throw new Error(`${file} declares no ${name}.`);
    const names = new Map<string, Place>();
    const mention = (local: string): void => {
      const place = declared.has(local) ? { file, name: local } : imported.get(local);
      if (place && place.name !== '*' && !(place.file === file && place.name === name)) names.set(local, this.#origin(place));
    };
    for (const statement of statements) {
      visit(statement, (node) => {
        if (node.type === 'Identifier') mention((node as Named).name);
        const place = node.type === 'TSImportType' ? placeOfImport(file, node) : null;
        if (place) names.set(`${place.file} ${place.name}`, this.#origin(place));
      });
    }
    const isAbove = (comment: Module['comments'][number]): boolean =>
      comment.value.startsWith('*') && statements.some(({ start }) => comment.end <= start && text.slice(comment.end, start).trim() === '');
    return {
      text: statements.map((statement) => withoutComments(text, statement, comments)).join('\n'),
      documented: comments.some(isAbove),
      names: [...names.values()],
    };
  }

  /** Follows a name through files that only pass it on. */
  #origin(place: Place): Place {
    const { declared, exported, imported, stars } = this.#module(place.file);
    if (declared.has(place.name)) return place;
    const next = exported.get(place.name) ?? imported.get(place.name);
    if (next) return this.#origin(next);
    const star = stars.find((file) => this.exportsOf(file).has(place.name));
    return star ? this.#origin({ file: star, name: place.name }) : place;
  }

  #module(file: string): Module {
    const known = this.#modules.get(file);
    if (known) return known;
    const read = readModule(file);
    this.#modules.set(file, read);
    return read;
  }
}

function readModule(file: string): Module {
  const text = readFileSync(file, 'utf8');
  const { program, comments, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file} cannot be read: ${errors[0]!.message}`);
  const declared = new Map<string, Statement[]>();
  const exported = new Map<string, Place>();
  const imported = new Map<string, Place>();
  const stars: string[] = [];
  for (const statement of program.body as unknown as readonly Statement[]) {
    const { specifiers = [], source } = statement;
    const from = source ? fileOf(file, source.value) : file;
    const inner = statement.declaration ?? statement;
    for (const { name } of inner.declarations?.map(({ id }) => id) ?? (inner.id ? [inner.id] : []))
      declared.set(name, [...(declared.get(name) ?? []), statement]);
    // of another package
    if (!from) continue;
    if (statement.type === 'ExportAllDeclaration') stars.push(from);
    for (const { local, imported: outer, exported: given } of specifiers) {
      if (given) exported.set(given.name, { file: from, name: local.name });
      else imported.set(local.name, { file: from, name: outer?.name ?? '*' });
    }
  }
  // `import` and `export` of one name in two statements
  for (const [name, place] of exported) if (place.file === file && imported.has(place.name)) exported.set(name, imported.get(place.name)!);
  return { declared, exported, imported, stars, text, comments };
}

const isExported = ({ type }: Statement): boolean => type === 'ExportNamedDeclaration';

function fileOf(importer: string, source: string): string | null {
  return source.startsWith('.') ? resolve(dirname(importer), source.replace(/\.[jt]s$/, '.d.ts')) : null;
}

function placeOfImport(importer: string, node: Node): Place | null {
  const { source, qualifier } = node as Node & { readonly source: { readonly value: string }; readonly qualifier?: Named | null };
  const file = fileOf(importer, source.value);
  return file && qualifier ? { file, name: qualifier.name } : null;
}

/** Every node below one; names of members are no mentions. */
function visit(node: Node, look: (node: Node) => void): void {
  look(node);
  for (const [key, value] of Object.entries(node)) {
    if (key === 'key' || value === null || typeof value !== 'object') continue;
    for (const child of Array.isArray(value) ? value : [value]) if (typeof (child as Node | null)?.type === 'string') visit(child as Node, look);
  }
}

function withoutComments(text: string, { start, end }: Node, comments: Module['comments']): string {
  let kept = '';
  let at = start;
  for (const comment of comments) {
    if (comment.start < at || comment.end > end) continue;
    kept += text.slice(at, comment.start);
    at = comment.end;
  }
  return (kept + text.slice(at, end))
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '' && line.trim() !== '#private;')
    .join('\n');
}
