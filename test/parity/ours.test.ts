import { beforeAll, describe, expect, it } from 'vitest';
import { compile } from './compiled.ts';
import { OBSERVED } from './defaults.ts';
import { toMarkdown } from './markdown.ts';
import { REQUIRED, type Member, type State, type PublicSymbol } from './row.ts';
import { FACTS, SYMBOLS } from './table.ts';
import { TYPE_LINES } from './type-lines.ts';

const modules = import.meta.glob<Record<string, unknown>>(['/src/client/**/*.ts', '/src/integrations/vapi-search.ts', '/test/parity/livekit-agent.ts']);
const load = async (where: string): Promise<Record<string, unknown>> => {
  const module = modules[`/${where}`];
  if (!module) throw new Error(`The table says ${where}, where there is no such file.`);
  return module();
};

const here = ({ state }: { readonly state: State }): boolean => state === 'same' || state === 'differs';
const ours = SYMBOLS.filter(here);
const classes = ours.filter(({ kind }) => kind === 'class');

/** A method of a class by its name in the table; `open` and the like are methods as any other. */
function methodOf(holder: { readonly prototype: object }, { python, ours: name }: Member): unknown {
  if (name === 'asyncDispose' || name === 'dispose') return Reflect.get(holder.prototype, name === 'dispose' ? Symbol.dispose : Symbol.asyncDispose);
  return Reflect.get(python === 'from_env' ? holder : holder.prototype, name);
}

describe('the parity table, against this code', () => {
  it.each(ours.filter(({ kind }) => kind !== 'interface').map((symbol): [string, PublicSymbol] => [symbol.ours, symbol]))(
    'finds %s',
    async (name, { where, kind, value }) => {
      const found = (await load(where))[name];
      if (kind === 'constant') expect(found).toEqual(value);
      else expect(found).toBeTypeOf('function');
    },
  );

  it.each(
    classes.flatMap((symbol) =>
      symbol.members
        .filter((member) => here(member) && member.python !== '__init__')
        .map((member): [string, PublicSymbol, Member] => [`${symbol.ours}.${member.ours}`, symbol, member]),
    ),
  )('finds the method %s', async (_name, symbol, member) => {
    const holder = (await load(symbol.where))[symbol.ours] as { readonly prototype: object };
    expect(methodOf(holder, member)).toBeTypeOf('function');
  });

  describe('the compiler', () => {
    let said: readonly (string | undefined)[];
    beforeAll(async () => {
      said = await compile(TYPE_LINES.map(({ line }) => line));
    }, 120_000);

    it.each(TYPE_LINES.map(({ row }, i): [string, number] => [row, i]))('knows %s', (_row, i) => {
      expect(said[i]).toBeUndefined();
    });
  });

  const promised = ours.flatMap((symbol) =>
    symbol.members
      .filter(here)
      .flatMap((member) =>
        member.parameters
          .filter((one) => here(one) && one.default !== null && one.default !== REQUIRED && one.state === 'same')
          .map((one): [string, unknown] => [`${symbol.ours}.${member.ours}.${one.ours}`, one.default]),
      ),
  );

  it.each(promised)('takes the same default for %s', async (name, standard) => {
    expect(OBSERVED.has(name), `defaults.ts does not say how ${name} is observed`).toBe(true);
    expect(await OBSERVED.get(name)?.()).toEqual(standard);
  });

  it('has the limits of the Python packages', async () => {
    const limits = await load('src/client/defaults.ts');
    for (const { ours: path, value, ...judged } of FACTS.filter(({ kind }) => kind === 'limit')) {
      if (here(judged))
        expect(
          path.split('.').reduce<unknown>((holder, key) => (holder as Record<string, unknown>)[key], limits),
          path,
        ).toEqual(value);
    }
  });

  it('gives a reason for everything that is not the same, and says what is to come', () => {
    const judgements = SYMBOLS.flatMap((symbol) => [symbol, ...symbol.attributes, ...symbol.members.flatMap((member) => [member, ...member.parameters])]);
    expect(judgements.filter(({ state, because }) => state !== 'same' && because === '')).toEqual([]);
    const to = SYMBOLS.filter(({ state }) => state === 'later');
    // a row that is still to come does not count as one that holds
    console.log(`parity: ${to.length} of ${SYMBOLS.length} symbols are still to come: ${to.map((symbol) => `${symbol.ours} (${symbol.because})`).join(', ')}`);
  });

  it('is the page that people read', async () => {
    await expect(toMarkdown(SYMBOLS, FACTS)).toMatchFileSnapshot('./PARITY.md');
  });
});
