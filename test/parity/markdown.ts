import type { Fact, Parameter, State, PublicSymbol } from './row.ts';

const STATES: Readonly<Record<State, string>> = { same: 'same', differs: 'differs', none: 'not applicable', later: 'later' };

const code = (text: string): string => (text === '' ? '' : `\`${text}\``);
type Cells = readonly [python: string, ours: string, standard: string, state: string];
const row = (...cells: Cells): Cells => cells;
const judged = ({ state, because }: { readonly state: State; readonly because: string }): string =>
  because === '' ? STATES[state] : `${STATES[state]}: ${because}`;

function standardOf({ default: standard }: Parameter): string {
  if (standard === '(required)') return 'required';
  return standard === null ? '' : code(JSON.stringify(standard));
}

function rowsOf({ python, ours, where, members, attributes, ...judgement }: PublicSymbol): Cells[] {
  const [, name = python] = /([^.]+)$/.exec(python) ?? [];
  // a symbol without a counterpart says so once, not on every line
  const whole = [row(code(python), code(where === '' ? '' : ours), '', judged(judgement))];
  if (judgement.state === 'none' || judgement.state === 'later') return whole;
  return [
    ...whole,
    ...members.flatMap((member) => [
      row(code(`${name}.${member.python}`), code(member.state === 'none' ? '' : member.ours), '', judged(member)),
      ...member.parameters.map((parameter) =>
        row(`… ${code(parameter.python)}`, code(parameter.state === 'none' ? '' : parameter.ours), standardOf(parameter), judged(parameter)),
      ),
    ]),
    ...attributes.map((attribute) => row(code(`${name}.${attribute.python}`), code(attribute.ours), '', judged(attribute))),
  ];
}

/** Columns as wide as their widest cell, as the formatter of this project wants them. */
function tableOf(rows: readonly Cells[]): string[] {
  const all = [row('Python', 'here', 'default', 'state'), ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((cells) => cells[column]!.length)));
  const lines = all.map((cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`);
  return [lines[0]!, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...lines.slice(1)];
}

/** The table as a page that people read. */
export function toMarkdown(symbols: readonly PublicSymbol[], facts: readonly Fact[]): string {
  return [
    '# Parity with the Python packages',
    '',
    'Every public name of memoair-voice 0.3.2, memoair-livekit 0.3.2 and memoair-vapi 0.1.0, and what it is here. Made from `table.ts`, which the tests hold',
    'against this code and against the installed packages.',
    '',
    ...tableOf(symbols.flatMap(rowsOf)),
    '',
    '## Codes, limits, variables, paths and headers',
    '',
    ...tableOf(
      facts.map((one) =>
        row(code(one.python), code(one.state === 'none' ? '' : one.ours), one.value === null ? '' : code(JSON.stringify(one.value)), judged(one)),
      ),
    ),
    '',
  ].join('\n');
}
