import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Default } from './row.ts';
import { FACTS, SYMBOLS } from './table.ts';

interface Published {
  readonly symbols: Readonly<
    Record<
      string,
      { readonly value?: Default; readonly members: Readonly<Record<string, Readonly<Record<string, Default>>>>; readonly attributes: readonly string[] }
    >
  >;
  readonly limits: Readonly<Record<string, Default>>;
  readonly codes: readonly string[];
  readonly reasons: readonly string[];
  readonly variables: readonly string[];
  readonly paths: readonly string[];
}

/** One line for each thing that can differ: its name and, where it has one, its default. */
function linesOf(published: Published): string[] {
  return Object.entries(published.symbols).flatMap(([name, { value, members, attributes }]) => [
    value === undefined ? name : `${name} = ${JSON.stringify(value)}`,
    ...attributes.map((attribute) => `${name}.${attribute}`),
    ...Object.entries(members).flatMap(([member, parameters]) => [
      `${name}.${member}()`,
      ...Object.entries(parameters).map(([parameter, standard]) => `${name}.${member}(${parameter} = ${JSON.stringify(standard)})`),
    ]),
  ]);
}

const tableLines = SYMBOLS.flatMap(({ python, kind, value, members, attributes }) => [
  kind === 'constant' ? `${python} = ${JSON.stringify(value)}` : python,
  ...attributes.map((attribute) => `${python}.${attribute.python}`),
  ...members.flatMap((member) => [
    `${python}.${member.python}()`,
    ...member.parameters.map((parameter) => `${python}.${member.python}(${parameter.python} = ${JSON.stringify(parameter.default)})`),
  ]),
]);

const factsOf = (...kinds: readonly string[]): string[] => FACTS.filter((one) => kinds.includes(one.kind)).map((one) => one.python);

/** The table against the installed packages: nothing public is left out of it, and it names nothing that they do not have. */
export function publishedCases(interpreter: () => string): void {
  describe('the parity table', () => {
    let published: Published;
    beforeAll(() => {
      published = JSON.parse(execFileSync(interpreter(), ['-B', fileURLToPath(new URL('./published.py', import.meta.url))], { encoding: 'utf8' })) as Published;
    }, 120_000);

    it('has every symbol, member, attribute, parameter and default of the published packages, and no other', () => {
      expect([...new Set(tableLines)].sort()).toEqual(linesOf(published).sort());
      expect(tableLines).toHaveLength(new Set(tableLines).size);
    });

    it('has every limit that no parameter names, with its figure', () => {
      expect(Object.fromEntries(FACTS.filter((one) => one.kind === 'limit').map((one) => [one.python, one.value]))).toEqual(published.limits);
    });

    it('has every error code, reason, variable and path that the packages send or read', () => {
      expect(factsOf('code')).toEqual(expect.arrayContaining([...published.codes]));
      expect(factsOf('reason')).toEqual(expect.arrayContaining([...published.reasons]));
      expect(factsOf('variable')).toEqual(expect.arrayContaining([...published.variables]));
      expect(factsOf('path').sort()).toEqual([...published.paths].sort());
    });
  });
}
