import { SYMBOLS } from './table.ts';
import type { Member, Parameter, PublicSymbol } from './row.ts';

/** A line of TypeScript that compiles when our types have what a row of the table promises. */
export interface TypeLine {
  readonly row: string;
  readonly line: string;
}

const here = ({ state }: { readonly state: string }): boolean => state === 'same' || state === 'differs';
const promised = ({ python, ...judged }: Parameter): boolean => here(judged) && !python.startsWith('**');

/** The type of a member's arguments; undefined where the "member" is the constructor of an object that calls return. */
function argumentsOf(member: Member, symbol: PublicSymbol, type: string): string | undefined {
  if (member.ours === 'constructor') return `ConstructorParameters<typeof ${type}>`;
  if (member.python === '__init__') return undefined;
  if (member.python === 'from_env') return `Parameters<(typeof ${type})['fromEnv']>`;
  if (symbol.kind === 'function') return `Parameters<typeof ${type}>`;
  return symbol.kind === 'interface' && member.ours === '()' ? `Parameters<${type}>` : `Parameters<${type}['${member.ours}']>`;
}

function linesOf(symbol: PublicSymbol): TypeLine[] {
  const type = `import('../../../${symbol.where}').${symbol.ours}`;
  const attributes = symbol.attributes.filter(here).map(({ python, ours }) => ({ row: python, holder: type, key: ours }));
  const parameters = symbol.members.filter(here).flatMap((member) => {
    const args = argumentsOf(member, symbol, type);
    const options = `NonNullable<${args}[${member.parameters.filter(({ at }) => at !== undefined).length}]>`;
    return member.parameters.filter(promised).map(({ python, ours, at }) => ({
      row: `${member.python}(${python})`,
      holder: args === undefined ? type : at === undefined ? options : args,
      key: at === undefined ? ours : String(at),
    }));
  });
  return [...attributes, ...parameters].map(({ row, holder, key }) => ({
    row: `${symbol.python}.${row}`,
    line: `export type T${symbol.ours}_${row.replace(/\W/g, '_')} = Pick<Required<${holder}>, '${key}'>;`,
  }));
}

/** One for every attribute and parameter that the table calls the same, or the same but for something. */
export const TYPE_LINES: readonly TypeLine[] = SYMBOLS.filter(here).flatMap(linesOf);
